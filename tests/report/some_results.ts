/** Made-up results of a detector. */
import type { ImageFile } from "../../lib/data/images/image_set.ts";
import { memoryImages } from "../../lib/data/images/memory_images.ts";
import type { PanelResults } from "../../lib/report/pictures/results.ts";

/** Results with labels. */
export type SomeResults = PanelResults & { readonly labels: (0 | 1)[] };

/** Small images whose scores rise with their index; every third one is normal. */
export function someResults(
  { paths, size = 16, masks = true }: { paths: readonly string[]; size?: number; masks?: boolean },
): SomeResults {
  const [n, pixels] = [paths.length, size * size];
  const labels = paths.map((_, i) => (i % 3 === 0 ? 0 : 1));
  const files = paths.map((path, i): ImageFile => ({
    path,
    label: labels[i]!,
    type: labels[i] === 0 ? "good" : "bent & <broken>",
  }));
  return {
    set: memoryImages({
      files,
      height: size,
      width: size,
      channels: 3,
      pixels: Uint8Array.from({ length: n * pixels * 3 }, (_, k) => k % 251),
    }),
    scores: Float32Array.from(paths, (_, i) => 0.1 * (i + 1)),
    maps: Float32Array.from({ length: n * pixels }, (_, k) => (k % pixels) / pixels),
    reconstructions: new Float32Array(n * pixels * 3),
    masks: masks ? Uint8Array.from({ length: n * pixels }, (_, k) => k % 2) : undefined,
    labels,
  };
}

/** `count` paths like those of a test set. */
export const somePaths = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `test/bent/${String(i).padStart(3, "0")}.png`);
