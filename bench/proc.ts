/**
 * Reads Linux's files about the processor and processes.
 *
 * @module
 */

/**
 * Reads a file below `/proc`; `""` where there is none. It runs `cat`, as Deno opens these files only
 * with `--allow-all`, and a benchmark should have no more permissions than it needs.
 */
export async function readProc(path: string): Promise<string> {
  try {
    const { success, stdout } = await new Deno.Command("cat", { args: [path] }).output();
    return success ? new TextDecoder().decode(stdout) : "";
  } catch {
    return ""; // not Linux
  }
}
