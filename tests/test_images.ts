/** Small synthetic images for tests of code that only needs some images. */
import type { Channels } from "../lib/data/images/image_set.ts";
import { type MemoryImages, memoryImages } from "../lib/data/images/memory_images.ts";
import { Random } from "../lib/random.ts";

/** Smooth random gradients with a little noise: images that a small network can learn. */
export function testImages(
  { count, size, channels, seed = 0 }: {
    count: number;
    size: number;
    channels: Channels;
    seed?: number;
  },
): MemoryImages {
  const random = new Random(seed);
  const pixels = new Uint8Array(count * size * size * channels);
  let at = 0;
  for (let image = 0; image < count; image++) {
    const [slope, offset] = [random.uniform(0.5, 1), random.uniform(0, 60)];
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        for (let c = 0; c < channels; c++) {
          const value = offset + (slope * 150 * (x + y * (c + 1))) / (size * (c + 2));
          pixels[at++] = Math.round(value + random.uniform(0, 8));
        }
      }
    }
  }
  return memoryImages({
    files: Array.from({ length: count }, (_, i) => ({
      path: `train/good/${String(i).padStart(3, "0")}.png`,
      label: 0,
      type: "good",
    })),
    height: size,
    width: size,
    channels,
    pixels,
  });
}
