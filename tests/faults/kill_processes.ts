/** Kills sweeps, with or without the processes that they have started. */

/** Arguments that mark the process of one cell or trial. */
const OF_CELLS = /--cell|--trial\0/;

/** The argument that tells a command from its launcher. */
const COMMAND = "lib/cli/main.ts\0";

/**
 * Kills every process whose arguments contain `text`; `sweep` leaves its cells alive.
 *
 * @returns Whether the sweep itself was among them, rather than only its launcher or its cells.
 */
export async function killProcesses(text: string, what: "all" | "sweep"): Promise<boolean> {
  let killed = false;
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name) || Number(name) === Deno.pid) continue;
    const args = await Deno.readTextFile(`/proc/${name}/cmdline`).catch(() => "");
    const ofCells = OF_CELLS.test(args);
    if (!args.includes(text) || (what === "sweep" && ofCells)) continue;
    try {
      Deno.kill(Number(name), "SIGKILL");
      killed ||= !ofCells && args.includes(COMMAND);
    } catch {
      // it has just ended
    }
  }
  return killed;
}
