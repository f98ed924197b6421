import { assertEquals } from "@std/assert";
import { outlineRegions } from "../../../lib/report/pictures/outline_regions.ts";
import { panelTiles } from "../../../lib/report/pictures/panel.ts";

const MAP = Float32Array.from({ length: 25 }, (_, i) => i % 5 < 4 && i >= 5 ? 1 : 0);

/** Pixels that are magenta, row by row. */
function drawn(rgb: Uint8Array): string {
  const at = (i: number) => rgb.subarray(3 * i, 3 * i + 3).toHex() === "ff00ff" ? "#" : ".";
  return Array.from({ length: rgb.length / 3 }, (_, i) => at(i)).join("")
    .replaceAll(/.{5}(?!$)/g, "$&\n");
}

Deno.test("outlineRegions: the border of a region, also at the edge of the image", () => {
  const rgb = new Uint8Array(75);
  assertEquals(
    drawn(outlineRegions(rgb, MAP, { size: 5, threshold: 0.5 })),
    [".....", "####.", "#..#.", "#..#.", "####."].join("\n"),
  );
  assertEquals(rgb, new Uint8Array(75));
  assertEquals(outlineRegions(rgb, MAP, { size: 5, threshold: 1 }), rgb);
});

Deno.test("panelTiles: the input alone is outlined, and only with a threshold", () => {
  const content = { size: 5, channels: 1, input: new Uint8Array(25), map: MAP } as const;
  const range = { low: 0, high: 1 };
  const [plain, map] = panelTiles(content, range);
  const [outlined, same] = panelTiles({ ...content, threshold: 0.5 }, range);
  assertEquals([drawn(plain!).includes("#"), drawn(outlined!).includes("#")], [false, true]);
  assertEquals(same, map);
});
