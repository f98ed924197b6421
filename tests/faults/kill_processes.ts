/** Kills sweeps, with or without the processes that they have started. */

/** Arguments that mark the process of one cell or trial. */
const OF_CELLS = /--cell|--trial\0/;

/** Kills every process whose arguments contain `text`; `sweep` leaves its cells alive. */
export async function killProcesses(text: string, what: "all" | "sweep"): Promise<void> {
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name) || Number(name) === Deno.pid) continue;
    const args = await Deno.readTextFile(`/proc/${name}/cmdline`).catch(() => "");
    if (!args.includes(text) || (what === "sweep" && OF_CELLS.test(args))) continue;
    try {
      Deno.kill(Number(name), "SIGKILL");
    } catch {
      // it has just ended
    }
  }
}
