/**
 * The Python environment `.venv` and what pip installs into it.
 *
 * @module
 */
import { note } from "../terminal/output.ts";
import { execute, lastLines } from "./process.ts";

/** Folder of the environment, in the project's folder. */
export const ENVIRONMENT = ".venv";

/** Python versions for which the pinned wheels exist. */
export const PYTHON_VERSIONS = "3.10 to 3.13";

const ON_WINDOWS = Deno.build.os === "windows";

/** Path of a program that a package put into the environment, relative to the project's folder. */
export function programPath(name: string): string {
  return ON_WINDOWS ? `${ENVIRONMENT}/Scripts/${name}.exe` : `${ENVIRONMENT}/bin/${name}`;
}

/**
 * Makes the environment, unless there is one with a working pip.
 *
 * @returns Why it cannot be made, in one line; `undefined` where it is ready.
 */
export async function prepareEnvironment(): Promise<string | undefined> {
  // A setup interrupted while making the environment leaves one without pip.
  if ((await execute(programPath("python"), ["-m", "pip", "--version"])).success) return undefined;
  const python = await findPython();
  if (!python) return `no Python ${PYTHON_VERSIONS} found; install one`;
  note(`setup: Python environment: making ${ENVIRONMENT} (about 20 MB on disk) …`);
  // What is in it stays: a library that was unpacked there, or packages of the user's.
  const { success, output } = await execute(python, ["-m", "venv", ENVIRONMENT]);
  if (success) return undefined;
  const said = lastLines(output, 10);
  const package_ = /apt install \S+/.exec(said)?.[0];
  return `${python} -m venv failed: ${package_ ?? lastLines(output, 1)}; ` +
    (package_ ? "install that package" : `remove or rename ${ENVIRONMENT}`) + ", then run it again";
}

/**
 * Installs packages into the environment.
 *
 * @param requirements Lines as in `requirements.txt`.
 * @param options.dependencies Whether to install the packages' dependencies too.
 * @returns The last line of pip's output if it fails.
 */
export async function pipInstall(
  requirements: readonly string[],
  { dependencies }: { dependencies: boolean },
): Promise<string | undefined> {
  const options = ["--disable-pip-version-check", "--no-input", "--quiet"];
  if (!dependencies) options.push("--no-deps");
  const { success, output } = await execute(
    programPath("python"),
    ["-m", "pip", "install", ...options, ...requirements],
  );
  return success ? undefined : lastLines(output, 1);
}

/** The first program of a version for which the pinned wheels exist. */
async function findPython(): Promise<string | undefined> {
  const versions = [13, 12, 11, 10].map((minor) => `python3.${minor}`);
  for (const name of ["python3", ...versions, "python"]) {
    const probe = ["-c", "import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 14))"];
    if ((await execute(name, probe)).success) return name;
  }
  return undefined;
}
