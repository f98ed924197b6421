/**
 * How far a search within one batch is: it may take minutes.
 *
 * @module
 */

/** Hears the share of the batch that is done, from 0 to 1, and how many images it has. */
export type SearchListener = (share: number, images: number) => void;

let listener: SearchListener | undefined;

/** Hears of searches until it is disposed; then the one before does again. */
export function listenToSearch(next: SearchListener): Disposable {
  const before = listener;
  listener = next;
  return { [Symbol.dispose]: () => listener = before };
}

/** Tells whoever listens; called between two steps of a search. */
export function tellSearch(share: number, images: number): void {
  listener?.(share, images);
}
