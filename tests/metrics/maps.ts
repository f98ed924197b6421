/** Maps and masks for tests of pixel metrics. */
import type { PixelScores } from "../../lib/metrics/mod.ts";
import { Random } from "../../lib/random.ts";

/** Images of noise, each with its own level; every second one has a brighter rectangle. */
export function noiseMaps({ imageCount, side }: { imageCount: number; side: number }): PixelScores {
  const random = new Random(2);
  const maps = new Float32Array(imageCount * side * side);
  const masks = new Uint8Array(maps.length);
  for (let image = 0; image < imageCount; image++) {
    const [level, defect] = [random.normal() / 2, random.uniform(0.5, 1.5)];
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const pixel = (image * side + y) * side + x;
        const inside = image % 2 === 1 && x < side / 4 && y < side / 3;
        masks[pixel] = inside ? 1 : 0;
        maps[pixel] = random.normal() + level + (inside ? defect : 0);
      }
    }
  }
  return { maps, masks, height: side, width: side };
}

/** The images in another order. */
export function reorder(
  { maps, masks, ...size }: PixelScores,
  order: readonly number[],
): PixelScores {
  const length = size.height * size.width;
  const result = { maps: maps.slice(), masks: masks.slice() };
  order.forEach((from, to) => {
    const part = [from * length, (from + 1) * length] as const;
    result.maps.set(maps.subarray(...part), to * length);
    result.masks.set(masks.subarray(...part), to * length);
  });
  return { ...result, ...size };
}
