/**
 * Reports how far a search within one batch is, since it may take minutes.
 *
 * @module
 */

/** Receives the share of the batch that is done, from 0 to 1, and how many images it has. */
export type SearchListener = (share: number, images: number) => void;

let listener: SearchListener | undefined;

/** Makes `next` the listener until the result is disposed; then the previous one listens again. */
export function listenToSearch(next: SearchListener): Disposable {
  const before = listener;
  listener = next;
  return { [Symbol.dispose]: () => listener = before };
}

/** Notifies the listener; called between two steps of a search. */
export function tellSearch(share: number, images: number): void {
  listener?.(share, images);
}
