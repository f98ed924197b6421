/**
 * What a command knows about the process that started it: `DAAD_LAUNCHER` holds its id, and whether
 * to ignore the end of the terminal.
 *
 * @module
 */

/** The environment variable that identifies the launcher to the processes it starts. */
export const LAUNCHER_VARIABLE = "DAAD_LAUNCHER";

/** Suffix of the process id where SIGHUP was ignored at the start, as under `nohup`. */
const NOHUP = " nohup";

/** The process that started this one. */
export interface Launcher {
  /** Its process id; absent where it is not known. */
  readonly pid?: number;
  /** Whether work continues after the terminal is closed. */
  readonly nohup: boolean;
}

/** The variable's value for processes that this one starts. */
export function launcherValue({ nohup }: Pick<Launcher, "nohup">): string {
  return `${Deno.pid}${nohup ? NOHUP : ""}`;
}

/** Reads the launcher of this process. */
export function readLauncher(): Launcher {
  const value = Deno.env.get(LAUNCHER_VARIABLE) ?? "";
  const pid = parseInt(value, 10);
  return { ...(pid > 0 && { pid }), nohup: value.endsWith(NOHUP) };
}

/**
 * Whether SIGHUP is ignored, found by starting a shell that inherits the setting and sends itself the
 * signal. Call it before listening to any signal, as Deno then replaces the setting.
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
