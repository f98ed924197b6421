/**
 * Installs TensorFlow's library from its wheel.
 *
 * @module
 */
import { locateLibrary, sitePackages } from "../../backend/library/locate.ts";
import { note } from "../terminal/output.ts";
import { ENVIRONMENT, pipInstall, prepareEnvironment, PYTHON_VERSIONS } from "./python.ts";
import { readRequirements } from "./requirements.ts";
import { readStamp, writeStamp } from "./stamp.ts";

/** Download and disk sizes of the pinned wheels, rounded up. */
const SIZE = {
  cpu: "about 300 MB to download, 1.3 GB on disk",
  gpu: "about 4 GB to download, 8 GB on disk",
};

/**
 * Installs the library. A missing TensorFlow is not a failure: everything runs without it, but
 * slowly.
 */
export async function installTensorFlow(gpu: boolean): Promise<void> {
  const { tensorflow, tensorflowVersion } = await readRequirements();
  const withCuda = [`tensorflow==${tensorflowVersion}`];
  const requirements = gpu ? withCuda : tensorflow;
  const located = locateLibrary(".");
  if (located && located.source !== ".venv of the project" && !gpu) {
    note(`setup: TensorFlow library: found through ${located.source}`);
    return;
  }
  // An installed wheel for GPUs is kept, as other tasks run the setup without --gpu.
  const accepted = gpu ? [stampOf(withCuda)] : [stampOf(tensorflow), stampOf(withCuda)];
  if (located && accepted.includes(await readStamp("setup") ?? "")) {
    note("setup: TensorFlow library: present");
    return;
  }
  const without = (reason: string) =>
    note(
      `setup: TensorFlow library: not installed (${reason}); everything works without it, on ` +
        "WebAssembly and several times slower",
    );
  const obstacle = await prepareEnvironment();
  if (obstacle) return without(obstacle);
  note(
    `setup: TensorFlow library: installing ${gpu ? "with CUDA" : "the CPU wheel"} into ` +
      `${ENVIRONMENT} (${gpu ? SIZE.gpu : SIZE.cpu}) …`,
  );
  // Python's own dependencies of the wheel are left out: only its C library is used.
  let failed = await pipInstall(requirements, { dependencies: false });
  if (!failed && gpu) failed = await pipInstall(await cudaRequirements(), { dependencies: false });
  if (failed) return without(`${failed}; needs Python ${PYTHON_VERSIONS} and a package index`);
  await writeStamp("setup", stampOf(requirements));
  note("setup: TensorFlow library: installed");
}

function stampOf(requirements: readonly string[]): string {
  return requirements.join("\n") + "\n";
}

/** The CUDA packages that the installed wheel names under its extra `and-cuda`. */
async function cudaRequirements(): Promise<string[]> {
  for (const folder of sitePackages(ENVIRONMENT)) {
    for (const entry of Deno.readDirSync(folder)) {
      if (!/^tensorflow-[\d.]+\.dist-info$/.test(entry.name)) continue;
      const metadata = await Deno.readTextFile(`${folder}/${entry.name}/METADATA`);
      return metadata.matchAll(/^Requires-Dist: (nvidia-[^;]+?);.*and-cuda/gm)
        .map((match) => match[1]!.replace(/[ ()]/g, "")).toArray();
    }
  }
  return [];
}
