/** Large images with a defect that is lost on resizing. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import sharp from "sharp";
import { run } from "../../lib/experiment/run/run.ts";
import { Random } from "../../lib/random.ts";
import { daad } from "../child.ts";
import { csvRows } from "../csv_rows.ts";
import { writeImage } from "../data/images.ts";
import { withTempDir } from "../temp_dir.ts";

const SIDE = 1000;
const DEFECT = 10;

/** A woven texture with noise; a defect is a square of stripes of 4 pixels. */
async function texture(path: string, seed: number, defect?: { x: number; y: number }) {
  const random = new Random(seed);
  const [a, b] = [random.uniform(0, 6), random.uniform(0, 6)];
  const pixels = new Uint8Array(SIDE * SIDE);
  for (let i = 0; i < pixels.length; i++) {
    const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
    const inside = defect && x >= defect.x && x < defect.x + DEFECT && y >= defect.y &&
      y < defect.y + DEFECT;
    pixels[i] = inside
      ? (x + y) % 4 < 2 ? 235 : 20
      : 128 + 40 * Math.sin(x / 7 + a) * Math.sin(y / 9 + b) + random.uniform(-12, 12);
  }
  await writeImage(path, sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 1 } }));
}

const PLACES = [{ x: 285, y: 635 }, { x: 915, y: 42 }];

async function textures(dir: string): Promise<string> {
  for (let i = 0; i < 3; i++) await texture(`${dir}/data/train/good/${i}.png`, i);
  for (const [i, place] of PLACES.entries()) {
    await texture(`${dir}/data/test/good/${i}.png`, 10 + i);
    await texture(`${dir}/data/test/spot/${i}.png`, 20 + i, place);
  }
  return `${dir}/data`;
}

Deno.test("tiles: a defect of a ten thousandth of the pixels is found where it is", () =>
  withTempDir(async (dir) => {
    const data = await textures(dir);
    const options = { data, method: "ae", overridesSource: "test", seed: 0 };
    const out = `${dir}/out`;
    const tile = { size: 64, perImage: 150 };
    const record = await run({ ...options, out, overrides: { tile, epochs: 6 } });
    assertEquals(record.config.tile, { size: 64, overlap: 16, perImage: 150 });
    assertEquals(record.steps, 6 * Math.floor(450 / 8));
    assertEquals(record.metrics.imageAuroc!.value, 1);
    const resized = { overrides: { epochs: 40 }, imageSize: 64 };
    const lost = await run({ ...options, ...resized, out: `${dir}/resized` });
    assert(lost.metrics.imageAuroc!.value < 1, JSON.stringify(lost.metrics.imageAuroc));

    const regions = await csvRows(`${out}/regions.csv`);
    for (const [i, { x: left, y: top }] of PLACES.entries()) {
      const highest = regions.find(({ path }) => path === `test/spot/${i}.png`)!;
      const box = ["x", "y", "width", "height"].map((name) => Number(highest[name]));
      const [x, y, width, height] = box as [number, number, number, number];
      const about = (value: number, expected: number) => Math.abs(value - expected) <= 4;
      assert(about(x, left) && about(y, top), `${box}`);
      assert(about(x + width, left + DEFECT) && about(y + height, top + DEFECT), `${box}`);
    }

    const score = (...more: string[]) =>
      daad([
        ...["score", "--model", out, "--images", `${data}/test/spot`, "--out", `${dir}/new`],
        ...more,
      ]);
    const { code, stdout, stderr } = await score();
    assertEquals(code, 0, stderr);
    assertStringIncludes(stdout, "0 normal, 2 anomalous");
    const ofSpots = (rows: Record<string, string>[]) =>
      rows.filter(({ path }) => path!.includes("spot"));
    assertEquals(
      (await csvRows(`${dir}/new/scores.csv`)).map(({ score }) => score),
      ofSpots(await csvRows(`${out}/scores.csv`)).map(({ score }) => score),
    );
    const withoutPath = ({ path: _, ...box }: Record<string, string>) => box;
    assertEquals(
      (await csvRows(`${dir}/new/regions.csv`)).map(withoutPath),
      ofSpots(regions).map(withoutPath),
    );
    for (
      const [more, message] of [
        [["--tile", "128"], "--tile 128: "],
        [["--overlap", "8"], "--overlap 8: "],
      ] as const
    ) {
      const refused = await score("--overwrite", ...more);
      assertEquals(refused.code, 1);
      assertStringIncludes(refused.stderr, message);
      assertStringIncludes(refused.stderr, "was trained on tiles of 64 pixels that overlap by 16");
    }
  }));

Deno.test("train --tile: what cannot be cut is refused before the training, in a line", () =>
  withTempDir(async (dir) => {
    const data = `${dir}/data`;
    await texture(`${data}/train/good/0.png`, 0);
    await texture(`${data}/test/good/0.png`, 1);
    const cases: [string[], string][] = [
      [["--method", "ganomaly", "--tile", "64"], "--tile: the score of ganomaly with this"],
      [["--method", "vae", "--tile", "64", "--config", '{"score": "elbo"}'], "the score of vae"],
      [["--method", "ae", "--tile", "2048"], "is 1000×1000 pixels, less than a tile of 2048×2048"],
      [["--method", "ae", "--tile", "64", "--overlap", "40"], "an overlap of at most half a tile"],
      [["--method", "ae", "--overlap", "8"], "--overlap 8: of what? add --tile SIZE"],
    ];
    for (const [options, message] of cases) {
      const { code, stderr } = await daad(
        ["train", "--data", data, "--out", `${dir}/out`, ...options],
      );
      assertEquals(code, 1, options.join(" "));
      assertStringIncludes(stderr, message);
      assertEquals(await Deno.stat(`${dir}/out`).then(() => true, () => false), false);
    }
  }));
