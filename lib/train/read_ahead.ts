/**
 * Reads one item ahead of the consumer.
 *
 * @module
 */

/**
 * Yields what `read` returns for each item, in order; while one is processed, the next is being read.
 *
 * A failure is thrown when the item's turn comes. A consumer that stops early waits for the item that
 * is being read, which is then released.
 *
 * @param items What to read; taken one at a time.
 * @param read Reads one.
 * @param release Frees what was read but never yielded.
 *
 * @example
 * ```ts
 * import { readAhead } from "./read_ahead.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const squares = readAhead([1, 2, 3], (n) => Promise.resolve(n * n));
 * assertEquals(await Array.fromAsync(squares), [1, 4, 9]);
 * ```
 */
export async function* readAhead<I, T>(
  items: Iterable<I>,
  read: (item: I) => Promise<T>,
  release: (value: T) => void = () => {},
): AsyncGenerator<T, void> {
  const iterator = items[Symbol.iterator]();
  const start = (): Promise<T> | undefined => {
    const { value, done } = iterator.next();
    if (done) return;
    const reading = read(value);
    reading.catch(() => {}); // thrown below, not as an unhandled rejection meanwhile
    return reading;
  };
  let next = start();
  try {
    while (next) {
      const value: T = await next;
      next = start();
      yield value;
    }
  } finally {
    await next?.then(release, () => {});
  }
}
