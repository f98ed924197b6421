/**
 * `deno task lab`: starts JupyterLab on copies of the notebooks; its options are JupyterLab's.
 *
 * @module
 */
import { resolve } from "node:path";
import { InputError } from "../errors.ts";
import { programPath } from "./setup/python.ts";
import { note } from "./terminal/output.ts";
import { COPIES, makeWorkCopies, ORIGINALS, tellChanged } from "./work_copies.ts";

const python = resolve(programPath("python"));
await main();

async function main(): Promise<void> {
  try {
    tellChanged(await makeWorkCopies());
    await trustOriginals();
    Deno.exit(await startLab());
  } catch (error) {
    const gone = error instanceof Deno.errors.NotFound;
    if (!gone && !(error instanceof InputError)) throw error;
    note(
      `lab: ${gone ? `${python} is missing: npx -y deno@2 task setup --notebooks` : error.message}`,
    );
    Deno.exit(1);
  }
}

/** Runs JupyterLab to its end; returns its exit code. */
async function startLab(): Promise<number> {
  note(
    `lab: starting JupyterLab in ${COPIES}/, on copies of ${ORIGINALS}/; Ctrl-C twice ends it …`,
  );
  // JupyterLab asks on Ctrl-C and then ends itself; ending before it would leave it without a parent.
  Deno.addSignalListener("SIGINT", () => {});
  const lab = new Deno.Command(python, {
    args: ["-m", "jupyterlab", ...rootOption(), ...Deno.args],
    cwd: COPIES,
    // A kernel of the same name in the user's home would be another version of Deno.
    env: { JUPYTER_PREFER_ENV_PATH: "1" },
  }).spawn();
  if (Deno.build.os !== "windows") {
    Deno.addSignalListener("SIGTERM", () => lab.kill("SIGTERM"));
  }
  return (await lab.status).code;
}

/**
 * Options for root: in containers everything runs as root, and JupyterLab requires an explicit
 * option.
 */
function rootOption(): string[] {
  return Deno.build.os !== "windows" && Deno.uid() === 0 ? ["--allow-root"] : [];
}

/**
 * Signs what the project's notebooks show, as Jupyter does with one that was run here; a signature is
 * of the content, so it is the copies' too. Without, sliders and switches stay still until their cells
 * are run. What cannot be signed opens all the same.
 */
async function trustOriginals(): Promise<void> {
  const names = Array.from(Deno.readDirSync(ORIGINALS), ({ name }) => name)
    .filter((name) => name.endsWith(".ipynb"));
  const { success } = await new Deno.Command(python, {
    args: ["-m", "nbformat.sign", ...names],
    ...{ cwd: ORIGINALS, stdout: "null", stderr: "null" },
  }).output();
  if (!success) {
    note("lab: the notebooks could not be signed; controls in them work once a cell was run");
  }
}
