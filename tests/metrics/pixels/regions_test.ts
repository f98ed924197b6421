import { assertEquals } from "@std/assert";
import { findRegions, scaleRegion } from "../../../lib/metrics/pixels/regions.ts";

Deno.test("findRegions: boxes, areas and peaks; corners join, the threshold itself is outside", () => {
  const map = Float32Array.of(
    ...[5, 1, 0, 0, 0],
    ...[1, 6, 0, 0, 2],
    ...[0, 0, 0, 0, 3],
    ...[0, 0, 0, 1, 4],
  );
  assertEquals(findRegions(map, { height: 4, width: 5, threshold: 1 }), [
    { x: 0, y: 0, width: 2, height: 2, area: 2, peak: 6 },
    { x: 4, y: 1, width: 1, height: 3, area: 3, peak: 4 },
  ]);
  assertEquals(findRegions(map, { height: 4, width: 5, threshold: 6 }), []);
});

Deno.test("scaleRegion: the box of a smaller map covers all pixels that it stands for", () => {
  const region = { x: 1, y: 0, width: 1, height: 2, area: 2, peak: 1 };
  assertEquals(
    scaleRegion(region, { width: 3, height: 2 }, { width: 10, height: 5 }),
    // from 3.33 to 6.67 across, all of 5 down; 2 of 6 pixels are a third of 50
    { x: 3, y: 0, width: 4, height: 5, area: 17, peak: 1 },
  );
});

Deno.test("scaleRegion: the last column and row end with the image, whatever the sizes", () => {
  for (const map of [28, 56, 112, 120, 224, 240]) {
    for (let side = map; side <= 4000; side += 7) {
      const region = { x: map - 4, y: map - 1, width: 4, height: 1, area: 4, peak: 1 };
      const size = { width: side, height: side };
      const { x, y, width, height } = scaleRegion(region, { width: map, height: map }, size);
      assertEquals([x + width, y + height], [side, side], `${map} to ${side}`);
    }
  }
});
