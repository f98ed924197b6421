/** Sweeps, tunings and scorings that are killed at given moments, again and again. */
import { assertEquals } from "@std/assert";
import { DAAD, spawnDeno } from "../child.ts";
import { hasNewFile, until } from "../until.ts";
import { killProcesses } from "./kill_processes.ts";
import { untilItStrikes } from "./strike.ts";

/** A command and when to kill it. */
interface Killing {
  readonly args: readonly string[];
  /** The folder that it writes to; among its arguments. */
  readonly folder: string;
  /** The files that it has just written when it is killed, in turn. */
  readonly moments: readonly string[];
  readonly kills: number;
  /** Checks what it has written if it reached its end before it was killed. */
  readonly check: () => Promise<void>;
}

/** Kills a command, in turn with and without its cells; each time it goes on with what is there. */
export async function killAtMoments(
  { args, folder, moments, kills, check }: Killing,
): Promise<void> {
  for (let k = 0; k < kills; k++) {
    const moment = moments[k % moments.length]!;
    const killed = await untilItStrikes(async () => {
      const child = spawnDeno([...DAAD, ...args]);
      let ended = false;
      const output = child.output().finally(() => ended = true);
      const began = Date.now();
      await until(
        `${moment} is written`,
        async () => ended || await hasNewFile(folder, moment, began),
      );
      const killed = await killProcesses(folder, k % 2 === 0 ? "all" : "sweep");
      const { success, signal, stderr } = await output;
      if (killed) return true;
      // Without a signal it has ended before; with one only its launcher was there.
      if (signal !== null) return false;
      assertEquals(success, true, new TextDecoder().decode(stderr));
      await check();
      await Deno.remove(folder, { recursive: true });
      return false;
    });
    assertEquals(killed, true, `killed when it had written ${moment}`);
  }
}
