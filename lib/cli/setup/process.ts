/**
 * Starts programs and reads their output.
 *
 * @module
 */

/** How a program ended, and everything it printed. */
export interface Outcome {
  readonly success: boolean;
  /** Its standard output. */
  readonly stdout: string;
  /** Its standard output and standard error. */
  readonly output: string;
}

/** Runs a program to its end; one that does not exist or start is a failure like any other. */
export async function execute(command: string, args: readonly string[]): Promise<Outcome> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(command, { args: [...args] })
      .output();
    const [result, said] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    return { success, stdout: result!, output: result! + said };
  } catch (error) {
    const forbidden = error instanceof Deno.errors.PermissionDenied;
    if (!forbidden && !(error instanceof Deno.errors.NotFound)) throw error;
    const output = `${command}: ${forbidden ? "cannot be run" : "not found"}`;
    return { success: false, stdout: "", output };
  }
}

/** The end of a program's output, which has its reason for failing. */
export function lastLines(text: string, count = 10): string {
  return text.trim().split("\n").slice(-count).join("\n");
}
