/**
 * `deno task setup [--gpu]`: installs what is missing, and only that.
 *
 * Every step can be interrupted and repeated. It uses no npm package, since it installs them.
 *
 * @module
 */
import { locateLibrary, sitePackages } from "../backend/tensorflow/locate.ts";
import { InputError } from "../errors.ts";
import { note } from "./output.ts";

const ENVIRONMENT = ".venv";
/** Says which requirement the environment holds completely. */
const STAMP = `${ENVIRONMENT}/daad-setup.txt`;
/** Python versions for which the pinned wheel exists. */
const PYTHON_VERSIONS = "3.10 to 3.13";
/** Download and disk sizes of the pinned packages, rounded up. */
const SIZE = {
  npm: "about 400 MB on disk",
  cpu: "about 300 MB to download, 1.3 GB on disk",
  gpu: "about 4 GB to download, 8 GB on disk",
};

await main(Deno.args);

async function main(args: string[]): Promise<void> {
  const unknown = args.find((arg) => arg !== "--gpu");
  if (unknown) {
    note(`setup: unknown option ${unknown}; known: --gpu`);
    Deno.exit(2);
  }
  try {
    await installNpmPackages();
    await installTensorFlow(args.includes("--gpu"));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    note(`setup: ${error.message}`);
    Deno.exit(1);
  }
}

async function installNpmPackages(): Promise<void> {
  const entry = "lib/cli/main.ts";
  const rights = ["--allow-read", "--allow-env", "--allow-ffi", "--allow-sys"];
  // Deno looks for every package before it runs anything.
  const probe = ["run", "--cached-only", "--no-prompt", ...rights, entry, "--version"];
  if ((await execute(Deno.execPath(), probe)).success) {
    note("setup: npm packages: present");
    return;
  }
  note(`setup: npm packages: installing into Deno's cache (${SIZE.npm}) …`);
  const { success, output } = await execute(Deno.execPath(), ["cache", entry]);
  if (!success) {
    throw new InputError(`npm packages could not be installed:\n${lastLines(output)}`);
  }
}

/** A missing TensorFlow is no failure: everything runs without it, only slowly. */
async function installTensorFlow(gpu: boolean): Promise<void> {
  const requirements = tensorFlowRequirements(await Deno.readTextFile("requirements.txt"), gpu);
  const wanted = requirements.join("\n") + "\n";
  const located = locateLibrary(".");
  if (located && located.source !== ".venv of the project" && !gpu) {
    note(`setup: TensorFlow library: found through ${located.source}`);
    return;
  }
  if (located && await readIfPresent(STAMP) === wanted) {
    note("setup: TensorFlow library: present");
    return;
  }
  const without = (reason: string) =>
    note(
      `setup: TensorFlow library: not installed (${reason}); everything works without it, on ` +
        "WebAssembly and several times slower",
    );
  const python = await findPython();
  if (!python) return without(`no Python found; install Python ${PYTHON_VERSIONS}`);
  if (!await exists(`${ENVIRONMENT}/pyvenv.cfg`) || !await pipOf(ENVIRONMENT)) {
    note(`setup: Python environment: making ${ENVIRONMENT} …`);
    const made = await execute(python, ["-m", "venv", "--clear", ENVIRONMENT]);
    if (!made.success) return without(`${python} -m venv failed: ${lastLines(made.output, 1)}`);
  }
  note(
    `setup: TensorFlow library: installing ${gpu ? "with CUDA" : "the CPU wheel"} into ` +
      `${ENVIRONMENT} (${gpu ? SIZE.gpu : SIZE.cpu}) …`,
  );
  let failed = await pipInstall(requirements);
  if (!failed && gpu) failed = await pipInstall(await cudaRequirements());
  if (failed) return without(`${failed}; needs Python ${PYTHON_VERSIONS} and a package index`);
  await Deno.writeTextFile(STAMP, wanted);
  note("setup: TensorFlow library: installed");
}

/** The lines of `requirements.txt` about TensorFlow; for a GPU the same version of the full wheel. */
function tensorFlowRequirements(text: string, gpu: boolean): string[] {
  const lines = text.split("\n").filter((line) => line.startsWith("tensorflow"));
  const version = /==([\d.]+)/.exec(lines[0] ?? "")?.[1];
  if (!version) throw new InputError("requirements.txt: no line tensorflow…==VERSION");
  return gpu ? [`tensorflow==${version}`] : lines;
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

/** Returns the last line of pip's output where it fails. */
async function pipInstall(requirements: string[]): Promise<string | undefined> {
  const pip = await pipOf(ENVIRONMENT);
  const options = ["install", "--no-deps", "--disable-pip-version-check", "--no-input"];
  const { success, output } = await execute(pip!, [...options, "--quiet", ...requirements]);
  return success ? undefined : lastLines(output, 1);
}

async function findPython(): Promise<string | undefined> {
  for (const name of ["python3", "python"]) {
    const probe = ["-c", "import sys; sys.exit(sys.version_info < (3, 10))"];
    if ((await execute(name, probe)).success) return name;
  }
  return undefined;
}

async function pipOf(environment: string): Promise<string | undefined> {
  for (const path of [`${environment}/bin/pip`, `${environment}/Scripts/pip.exe`]) {
    if (await exists(path)) return path;
  }
  return undefined;
}

async function execute(
  command: string,
  args: string[],
): Promise<{ success: boolean; output: string }> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(command, { args }).output();
    const decoder = new TextDecoder();
    return { success, output: decoder.decode(stdout) + decoder.decode(stderr) };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return { success: false, output: `${command}: not found` };
  }
}

function lastLines(text: string, count = 10): string {
  return text.trim().split("\n").slice(-count).join("\n");
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function readIfPresent(path: string): Promise<string | undefined> {
  return await Deno.readTextFile(path).catch(() => undefined);
}
