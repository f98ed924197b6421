/** The description of a fault and of what became of its tries. */

/** The outcome of all tries of one fault. */
export interface FaultResult {
  /** How often the fault struck; less than asked for if it could not. */
  readonly tries: number;
  /** What happened, for the table. */
  readonly outcome: string;
  /** What was lost, differed or was badly reported; empty if nothing. */
  readonly problems: readonly string[];
}

/** How a fault is tried. */
export interface Attempt {
  /** An empty folder. */
  readonly dir: string;
  /** How many times. */
  readonly tries: number;
  readonly seed: number;
  /** Called after every try. */
  readonly onTry: () => void;
}

/** One way in which things go wrong. */
export interface Fault {
  /** Its name on the command line. */
  readonly id: string;
  /** What goes wrong, for the table. */
  readonly title: string;
  /** Number of tries in `deno task test:faults:full`. */
  readonly full: number;
  /** Number of tries in `deno task test:faults`. */
  readonly short: number;
  /** Why it cannot be tried here. */
  readonly obstacle?: string;
  readonly run: (attempt: Attempt) => Promise<FaultResult>;
}

/** Why nothing can be mounted here; `undefined` if it can. */
export const mountObstacle: string | undefined = Deno.build.os !== "linux"
  ? "small file systems are mounted on Linux only"
  : Deno.uid() !== 0
  ? "only root may mount a small file system"
  : !mounts()
  ? "mounting is not allowed here"
  : undefined;

function mounts(): boolean {
  const dir = Deno.makeTempDirSync();
  try {
    return run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", dir) &&
      run("umount", dir);
  } finally {
    Deno.removeSync(dir);
  }
}

/** Runs a program of the system and returns whether it succeeded. */
export function run(program: string, ...args: readonly string[]): boolean {
  try {
    return new Deno.Command(program, { args: [...args], stdout: "null", stderr: "null" })
      .outputSync().success;
  } catch {
    return false;
  }
}

/** What is wrong with how a command failed; it must be exit code 1 and one line at the end. */
export function judge(
  { code, stdout, stderr }: { code: number; stdout: string; stderr: string },
  expected: RegExp,
): string[] {
  const lines = stderr.trimEnd().split("\n");
  const errors = lines.filter((line) => line.startsWith("error: "));
  if (code === 1 && stdout === "" && errors.length === 1 && expected.test(lines.at(-1)!)) return [];
  const telling = lines.filter((line) => !line.startsWith("    at "));
  return [`exit code ${code}, expected ${expected}: ${telling.slice(-3).join(" ⏎ ")}`];
}
