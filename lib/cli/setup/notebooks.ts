/**
 * Installs JupyterLab with the Deno kernel.
 *
 * @module
 */
import { resolve } from "node:path";
import { InputError } from "../../errors.ts";
import { makeFolder, readTextIfPresent, writeFileAtomically } from "../../files.ts";
import { note } from "../terminal/output.ts";
import { ENVIRONMENT, pipInstall, prepareEnvironment, programPath } from "./python.ts";
import { execute } from "./process.ts";
import { readRequirements } from "./requirements.ts";
import { readStamp, writeStamp } from "./stamp.ts";

const SIZE = "about 110 MB to download, 410 MB on disk";

/**
 * Installs JupyterLab and registers the Deno kernel, both in the environment only.
 *
 * @throws {InputError} If they cannot be installed: there are no notebooks without them.
 */
export async function installNotebooks(): Promise<void> {
  const { notebooks } = await readRequirements();
  const wanted = notebooks.join("\n") + "\n";
  if (await readStamp("notebooks") === wanted && await works()) {
    note("setup: JupyterLab and the Deno kernel: present");
  } else {
    const obstacle = await prepareEnvironment();
    if (obstacle) throw new InputError(`JupyterLab cannot be installed: ${obstacle}`);
    note(
      `setup: JupyterLab and the Deno kernel: installing into ${ENVIRONMENT} (${SIZE}) …`,
    );
    const failed = await pipInstall(notebooks, { dependencies: true });
    if (failed) throw new InputError(`JupyterLab could not be installed: ${failed}`);
    await writeStamp("notebooks", wanted);
    note("setup: JupyterLab and the Deno kernel: installed");
  }
  // Written each time, since they hold absolute paths: the project's folder may have moved.
  await writeJson(`${ENVIRONMENT}/share/jupyter/kernels/deno`, "kernel.json", await kernelSpec());
  await writeJson(`${ENVIRONMENT}/share/jupyter/lab/settings`, "overrides.json", LAB_SETTINGS);
}

/** Whether what is installed starts: the Python that it was installed for may be gone. */
async function works(): Promise<boolean> {
  const imports = await execute(programPath("python"), ["-c", "import jupyterlab, zmq"]);
  return imports.success && (await execute(programPath("deno"), ["--version"])).success;
}

/** Suppresses the pop-up about news at the first start and the check for updates. */
const LAB_SETTINGS = {
  "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false },
};

/** Path of the proxy, which holds back the cells of Run All, so that those after an error are not run. */
const PROXY = `${import.meta.dirname}/kernel_proxy.py`;

/**
 * How Jupyter starts the kernel: behind the proxy, which also lets the kernel ignore SIGINT, the
 * signal of Stop, until a cell listens for it (`stopSignal`). Front ends send Stop as a message, as some
 * would signal the proxy only, others the kernel too. Windows has no proxy, since Jupyter there ends
 * only the one process that it started.
 */
async function kernelSpec() {
  const [deno, python] = [await Deno.realPath(programPath("deno")), resolve(programPath("python"))];
  const kernel = [deno, "jupyter", "--kernel", "--conn"];
  const direct = Deno.build.os === "windows";
  return {
    argv: direct
      ? [...kernel, "{connection_file}"]
      : [python, PROXY, "{connection_file}", ...kernel],
    display_name: "Deno",
    language: "typescript",
    interrupt_mode: direct ? "signal" : "message",
    // This version of Deno would not trust the machine's certificates by default.
    env: { DENO_TLS_CA_STORE: "system" },
  };
}

/** Writes a file unless it is as wanted already: a project may be shared and not be writable. */
async function writeJson(folder: string, name: string, content: unknown): Promise<void> {
  const [path, text] = [`${folder}/${name}`, JSON.stringify(content, null, 2) + "\n"];
  if (readTextIfPresent(path) === text) return;
  await makeFolder(folder);
  await writeFileAtomically(path, text);
}
