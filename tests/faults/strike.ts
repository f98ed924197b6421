/** Repeats what may miss, such as a kill that comes when the command has just ended. */

import type { Attempt } from "./fault.ts";

/** Tries after which something else must be wrong than the moment. */
const MOST = 8;

/**
 * Makes tries until one strikes.
 *
 * @param attempt Returns whether it struck. Its argument is 1 at first, half as much after each miss and
 * 0 at last: a delay or a limit multiplied by it strikes on fast and large machines, too.
 * @returns Whether any struck.
 */
export async function untilItStrikes(
  attempt: (share: number) => Promise<boolean>,
): Promise<boolean> {
  for (let misses = 0; misses < MOST; misses++) {
    if (await attempt(misses === MOST - 1 ? 0 : 2 ** -misses)) return true;
  }
  return false;
}

/** Makes as many tries as asked for, each until it strikes; returns how many did. */
export async function countStrikes(
  { tries, onTry }: Attempt,
  attempt: (k: number, share: number) => Promise<boolean>,
): Promise<number> {
  let struck = 0;
  for (let k = 0; k < tries; k++) {
    if (await untilItStrikes((share) => attempt(k, share))) struck++;
    onTry();
  }
  return struck;
}
