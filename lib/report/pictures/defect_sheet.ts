/**
 * A picture of synthetic defects, for judging whether they look like real ones.
 *
 * @module
 */
import { DEFECT_KINDS, type DefectKind, synthesise } from "../../data/augment/mod.ts";
import type { ImageSet } from "../../data/images/image_set.ts";
import { Random, STREAM } from "../../random.ts";
import type { Picture } from "../figure/figure.ts";
import { type Tile, tileGrid } from "./tile_grid.ts";

/**
 * Draws a row for each kind of defect on the first images of a set, each beside its mask.
 *
 * @param set Normal images, at least two.
 * @param options.kinds Kinds of defects. Default: those of a part of the image.
 * @param options.count Number of images of each kind. Default 4.
 * @param options.seed Seed of the defects. Default 0.
 * @throws {RangeError} If the set has fewer than two images.
 *
 * @example
 * ```ts
 * import { defectSheet } from "./defect_sheet.ts";
 * import { decodeCategory, loadCategory } from "../../data/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const category = await loadCategory("data/sample/bottle");
 * const { train } = await decodeCategory(category, { imageSize: 32, channels: 3 });
 * assertEquals((await defectSheet(train, { count: 1 })).name, "defects");
 * ```
 */
export async function defectSheet(
  set: ImageSet,
  { kinds = DEFECT_KINDS, count = 4, seed = 0 }: {
    readonly kinds?: readonly DefectKind[];
    readonly count?: number;
    readonly seed?: number;
  } = {},
): Promise<Picture> {
  const { height: size, channels } = set;
  if (set.files.length < 2) throw new RangeError("Cannot draw defects on fewer than two images");
  const indices = Array.from({ length: count }, (_, i) => i % set.files.length);
  const image = async (index: number) => ({
    height: size,
    width: set.width,
    channels,
    pixels: await set.read([index]),
  });
  const random = new Random(seed, STREAM.tuning);
  const masked = kinds.some(({ wholeImage }) => !wholeImage);
  const rows: { title: string; tiles: Tile[] }[] = [];
  for (const kind of kinds) {
    const tiles: Tile[] = [];
    for (const index of indices) {
      const other = await image((index + 1) % set.files.length);
      const defect = synthesise(kind, { image: await image(index), other }, random);
      if (!defect) continue;
      tiles.push({ size, channels, pixels: defect.image.pixels });
      if (!defect.mask) continue;
      tiles.push({ size, channels: 1, pixels: defect.mask.map((value) => 255 * value) });
    }
    rows.push({ title: kind.title, tiles });
  }
  const caption = "Synthetic defects on normal images" +
    (masked ? ", each beside the mask of what has changed." : ": whole images that become others.");
  const columns = indices.flatMap(() => masked ? ["defect", "mask"] : ["anomaly"]);
  return await tileGrid({ name: "defects", caption, columns, rows });
}
