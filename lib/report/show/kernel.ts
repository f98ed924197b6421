/**
 * Access to JupyterLab through Deno's kernel, where the code runs in one.
 *
 * @module
 */

/** One output in several formats, by media type; the front end takes the best it can draw. */
export type MediaBundle = Readonly<Record<string, unknown>>;

/** The part of `Deno.jupyter` that displays output. */
export interface Kernel {
  /**
   * Adds an output to the running cell, or replaces an earlier one.
   *
   * @param content The output; with `raw`, a {@linkcode MediaBundle}.
   * @param options.display_id Names the output.
   * @param options.update Whether to replace the output of that name instead of adding one.
   */
  display(
    content: unknown,
    options?: { raw?: boolean; display_id?: string; update?: boolean },
  ): Promise<void>;
}

/**
 * Finds the kernel of the notebook that the code runs in.
 *
 * @returns `undefined` outside a notebook.
 *
 * @example
 * ```ts
 * import { findKernel } from "./kernel.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(findKernel(), undefined); // a test is no notebook
 * ```
 */
export function findKernel(): Kernel | undefined {
  try {
    return (Deno as unknown as { jupyter?: Kernel }).jupyter;
  } catch {
    return undefined; // the getter throws outside a notebook
  }
}
