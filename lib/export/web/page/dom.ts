/// <reference lib="dom" />
/**
 * Finds elements of the page.
 *
 * @module
 */

/** The element with this id, which must be of this kind. */
export function find<T extends HTMLElement>(id: string, kind: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`the page lacks ${kind.name} #${id}`);
  return element;
}
