/**
 * What Linux says of processor and processes.
 *
 * @module
 */

/**
 * Text of a file below `/proc`, `""` where there is none. Deno opens these to `--allow-all` only, and
 * a benchmark shall have no more rights than it needs.
 */
export async function readProc(path: string): Promise<string> {
  try {
    const { success, stdout } = await new Deno.Command("cat", { args: [path] }).output();
    return success ? new TextDecoder().decode(stdout) : "";
  } catch {
    return ""; // not Linux
  }
}
