/**
 * Starts programs and reads what they say.
 *
 * @module
 */

/** How a program ended, and everything it printed. */
export interface Outcome {
  readonly success: boolean;
  /** What it printed as its result. */
  readonly stdout: string;
  /** The same with what it said beside it. */
  readonly output: string;
}

/** Runs a program to its end; a program that does not exist is a failure like any other. */
export async function execute(command: string, args: readonly string[]): Promise<Outcome> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(command, { args: [...args] })
      .output();
    const [result, said] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    return { success, stdout: result!, output: result! + said };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return { success: false, stdout: "", output: `${command}: not found` };
  }
}

/** The end of a program's output, where its reason for failing stands. */
export function lastLines(text: string, count = 10): string {
  return text.trim().split("\n").slice(-count).join("\n");
}
