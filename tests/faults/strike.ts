/** Repeats what may miss, such as a kill that comes when the command has just ended. */

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
