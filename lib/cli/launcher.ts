/**
 * What a command knows of the process that started it: `DAAD_LAUNCHER` holds its id, and whether the
 * end of the terminal is to be ignored.
 *
 * @module
 */

/** Names the launcher to what it starts. */
export const LAUNCHER_VARIABLE = "DAAD_LAUNCHER";

/** Follows the process id where SIGHUP was ignored at the start, as `nohup` does it. */
const NOHUP = " nohup";

/** Who started this process. */
export interface Launcher {
  /** Its process; absent where nobody said so. */
  readonly pid?: number;
  /** Whether the work goes on after the terminal was closed. */
  readonly nohup: boolean;
}

/** The variable's value for what this process starts. */
export function launcherValue({ nohup }: Pick<Launcher, "nohup">): string {
  return `${Deno.pid}${nohup ? NOHUP : ""}`;
}

/** The launcher of this process. */
export function readLauncher(): Launcher {
  const value = Deno.env.get(LAUNCHER_VARIABLE) ?? "";
  const pid = parseInt(value, 10);
  return { ...(pid > 0 && { pid }), nohup: value.endsWith(NOHUP) };
}

/**
 * Whether SIGHUP is ignored, by a shell that inherits it and hangs itself up. To be asked before any
 * signal is listened to: Deno then replaces what it found.
 */
export function ignoresHangup(): boolean {
  if (Deno.build.os === "windows") return false;
  try {
    const args = ["-c", "kill -HUP $$; exit 0"];
    return new Deno.Command("sh", { args, stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    return false; // no shell
  }
}
