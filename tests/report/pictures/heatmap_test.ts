import { assert, assertEquals } from "@std/assert";
import type { Channels, ImageFile } from "../../../lib/data/images/image_set.ts";
import { memoryImages } from "../../../lib/data/images/memory_images.ts";
import { removeIfPresent } from "../../../lib/files.ts";
import { type HeatmapInput, writeHeatmaps } from "../../../lib/report/pictures/heatmap.ts";
import { GAP } from "../../../lib/report/pictures/panel.ts";
import { withTempDir } from "../../temp_dir.ts";
import { crop, pixelAt, readPicture } from "../pixels.ts";

const SIZE = 16;
const TILE = 192;
const HEADER = 30;
const ROW = TILE + 26;

/** Image `i` is filled with `value` or `10·i`; its map rises from 0 to 1 along the columns. */
function inputFor(
  folder: string,
  { paths, scores, channels = 3, masks = false, value }: {
    paths: readonly string[];
    scores: readonly number[];
    channels?: Channels;
    masks?: boolean;
    value?: number;
  },
): HeatmapInput {
  const n = paths.length;
  const pixels = SIZE * SIZE;
  const files = paths.map((path): ImageFile => ({ path, label: 1, type: "<scratched & bent>" }));
  return {
    folder,
    replace: () => removeIfPresent(`${folder}/heatmaps`),
    set: memoryImages({
      files,
      height: SIZE,
      width: SIZE,
      channels,
      pixels: Uint8Array.from(
        { length: n * pixels * channels },
        (_, k) => value ?? 10 * Math.floor(k / (pixels * channels)),
      ),
    }),
    scores: Float32Array.from(scores),
    maps: Float32Array.from({ length: n * pixels }, (_, k) => (k % SIZE) / (SIZE - 1)),
    reconstructions: new Float32Array(n * pixels * channels),
    masks: masks ? new Uint8Array(n * pixels).fill(1) : undefined,
  };
}

const numbered = (n: number) => Array.from({ length: n }, (_, i) => `test/bent/${i}.png`);
const written = (folder: string) =>
  [...Deno.readDirSync(`${folder}/heatmaps`)].map(({ name }) => name).sort();

Deno.test("writeHeatmaps: large sets have pictures of both ends of the ranking", () =>
  withTempDir(async (dir) => {
    const scores = Array.from({ length: 503 }, (_, i) => -i);
    const order = await writeHeatmaps(inputFor(dir, { paths: numbered(503), scores, channels: 1 }));
    assertEquals(order.length, 503);
    const names = written(dir);
    assertEquals(names.length, 200);
    assertEquals(names.slice(99, 101), ["100_test_bent_99.png", "404_test_bent_403.png"]);
  }));

Deno.test("writeHeatmaps: the highest score is rank 1, equal scores keep their order", () =>
  withTempDir(async (dir) => {
    const scores = [1, 5, -2, 5];
    const order = await writeHeatmaps(inputFor(dir, { paths: numbered(4), scores }));
    assertEquals(order, [1, 3, 0, 2]);
    assertEquals(
      written(dir),
      ["1_test_bent_1.png", "2_test_bent_3.png", "3_test_bent_0.png", "4_test_bent_2.png"],
    );
    for (const [rank, index] of order.entries()) {
      const picture = await readPicture(`${dir}/heatmaps/${written(dir)[rank]}`);
      assertEquals(pixelAt(picture, 5, 5), [10 * index, 10 * index, 10 * index]);
    }
  }));

Deno.test("writeHeatmaps: names sort by rank, and those of an earlier run are gone", () =>
  withTempDir(async (dir) => {
    const scores = Array.from({ length: 11 }, (_, i) => i);
    await writeHeatmaps(inputFor(dir, { paths: numbered(11), scores }));
    assertEquals(written(dir).at(0), "01_test_bent_10.png");
    assertEquals(written(dir).at(-1), "11_test_bent_0.png");
    await writeHeatmaps(inputFor(dir, { paths: ["a.png"], scores: [1] }));
    assertEquals(written(dir), ["1_a.png"]);
  }));

Deno.test("writeHeatmaps: the overview shows the four highest and the four lowest", () =>
  withTempDir(async (dir) => {
    const scores = Array.from({ length: 10 }, (_, i) => -i);
    await writeHeatmaps(inputFor(dir, { paths: numbered(10), scores, masks: true }));
    const overview = await readPicture(`${dir}/overview.png`);
    const names = written(dir);
    for (const [row, rank] of [0, 1, 2, 3, 6, 7, 8, 9].entries()) {
      const panel = await readPicture(`${dir}/heatmaps/${names[rank]}`);
      const { width, height } = panel;
      assertEquals(crop(overview, { left: GAP, top: HEADER + row * ROW, width, height }), panel);
    }
    assertEquals(overview.height, HEADER + 8 * ROW);
  }));

Deno.test("writeHeatmaps: one image alone, gray, has an overview", () =>
  withTempDir(async (dir) => {
    const input = inputFor(dir, { paths: ["a.png"], scores: [1], channels: 1, value: 77 });
    await writeHeatmaps(input);
    const overview = await readPicture(`${dir}/overview.png`);
    assertEquals(pixelAt(overview, GAP + 3, HEADER + 3), [77, 77, 77]);
    assertEquals(overview.height, HEADER + ROW);
  }));

Deno.test("writeHeatmaps: odd paths become harmless names and captions", () =>
  withTempDir(async (dir) => {
    const paths = [
      "../../etc/pass wd\u0001<&>\uffff.v2.png",
      "/absolute/test/größe/a\\b:c*d?.JPG",
      `test/${"漢".repeat(80)}/${"𠮷".repeat(40)}.png`,
      `${"long/".repeat(100)}end.png`,
    ];
    await writeHeatmaps(inputFor(dir, { paths, scores: [4, 3, 2, 1] }));
    const names = written(dir);
    assertEquals(names.slice(0, 2), [
      "1_etc_pass_wd_.v2.png",
      "2_absolute_test_größe_a_b_c_d_.png",
    ]);
    assert(/^3_漢*_?𠮷+\.png$/u.test(names[2]!), names[2]);
    assert(/^4_[long_]+_end\.png$/.test(names[3]!), names[3]);
    assertEquals([...Deno.readDirSync(dir)].map(({ name }) => name).sort(), [
      "heatmaps",
      "overview.png",
    ]);
  }));

Deno.test("writeHeatmaps: one far too bright pixel does not darken the others", () =>
  withTempDir(async (dir) => {
    const paths = numbered(4);
    const input = inputFor(dir, { paths, scores: [4, 3, 2, 1] });
    const brightest = async () => {
      await writeHeatmaps(input);
      const panel = await readPicture(`${dir}/heatmaps/${written(dir)[1]}`);
      return pixelAt(panel, 2 * (TILE + GAP) + TILE - 1, TILE / 2);
    };
    const before = await brightest();
    assertEquals(before, [252, 255, 164]);
    input.maps[0] = 1000;
    assertEquals(await brightest(), before);
  }));

Deno.test("writeHeatmaps: all images of a run share one colour range", () =>
  withTempDir(async (dir) => {
    const input = inputFor(dir, { paths: numbered(2), scores: [2, 1] });
    input.maps.fill(0.5, SIZE * SIZE); // the second image: the middle of the first one's range
    await writeHeatmaps(input);
    const panel = await readPicture(`${dir}/heatmaps/${written(dir)[1]}`);
    const middle = pixelAt(panel, 2 * (TILE + GAP) + 9, 9);
    assert(middle[0]! > 150 && middle[0]! < 220 && middle[1]! < 100, middle.join());
  }));
