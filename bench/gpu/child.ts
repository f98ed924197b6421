/**
 * Runs programs with a time limit.
 *
 * @module
 */

/** The output of a program until it ended or was stopped. */
export interface Ran {
  readonly lines: readonly string[];
  /** Why it failed, in one line. */
  readonly failure?: string;
}

/** Environment variables of a child, besides this process's own. */
export type Variables = Readonly<Record<string, string>>;

/**
 * Runs a program for at most `seconds`; its output until then is kept.
 *
 * @param seconds Time after which it is stopped.
 */
export async function runFor(
  seconds: number,
  command: string,
  args: readonly string[],
  env: Variables = {},
): Promise<Ran> {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(command, {
      args: [...args],
      env: { ...env, NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    return { lines: [], failure: `${command}: ${(error as Error).message}` };
  }
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill("SIGKILL");
  }, seconds * 1000);
  const [{ success, code }, said, complaint] = await Promise.all([
    child.status,
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]).finally(() => clearTimeout(timer));
  const lines = said.split("\n").filter((line) => line !== "");
  if (late) return { lines, failure: `ended after ${seconds.toFixed(0)} s` };
  if (success) return { lines };
  // The message of an error without a stack trace.
  const reason = complaint.split("\n").find((line) => /error|Error/.test(line));
  return { lines, failure: reason?.trim() ?? `exit code ${code}` };
}
