/** A stub of `Deno.jupyter`, which exists only in notebooks. */
import type { Kernel, MediaBundle } from "../../lib/report/show/kernel.ts";

/** One call of `display`. */
export interface Display {
  readonly content: MediaBundle;
  readonly options?: { raw?: boolean; display_id?: string; update?: boolean };
}

/** A kernel that remembers what was displayed. */
export class FakeKernel implements Kernel {
  readonly displays = [] as unknown as [Display, ...Display[]];
  /** The largest number of displays that were sent at once. */
  mostAtOnce = 0;
  #running = 0;

  /** @param delay Milliseconds that a display takes. */
  constructor(readonly delay: number = 0) {}

  async display(content: unknown, options?: Display["options"]): Promise<void> {
    this.displays.push({ content: content as MediaBundle, options });
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#running);
    await new Promise((resolve) => setTimeout(resolve, this.delay));
    this.#running--;
  }
}
