/**
 * Starts programs and reads what they say.
 *
 * @module
 */

/** How a program ended, and everything it printed. */
export interface Outcome {
  readonly success: boolean;
  readonly output: string;
}

/** Runs a program to its end; a program that does not exist is a failure like any other. */
export async function execute(command: string, args: readonly string[]): Promise<Outcome> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(command, { args: [...args] })
      .output();
    const decoder = new TextDecoder();
    return { success, output: decoder.decode(stdout) + decoder.decode(stderr) };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return { success: false, output: `${command}: not found` };
  }
}

/** The end of a program's output, where its reason for failing stands. */
export function lastLines(text: string, count = 10): string {
  return text.trim().split("\n").slice(-count).join("\n");
}
