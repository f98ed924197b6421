import { assert, assertEquals, assertRejects } from "@std/assert";
import { decodeCategory } from "../../../lib/data/checks/category_images.ts";
import { reportSplit } from "../../../lib/data/checks/split_report.ts";
import { loadCategory } from "../../../lib/data/datasets/mvtec.ts";
import { decodeImages } from "../../../lib/data/decode/decode.ts";
import { forEachFile } from "../../../lib/data/decode/for_each_file.ts";
import type { ImageFile, ImageSet } from "../../../lib/data/images/image_set.ts";
import { InputError, StoppedError } from "../../../lib/errors.ts";
import { withTempDir } from "../../temp_dir.ts";
import { flatImage, writeImage } from "../images.ts";

const COUNT = 12;
const SIZE = 4;
const BYTES = SIZE * SIZE;
const FILES = Array.from({ length: COUNT }, (_, i): ImageFile => ({
  path: `${i}.png`,
  label: 0,
  type: "good",
}));

async function writeFlat(dir: string, index: number, value = 10 * index): Promise<void> {
  await writeImage(`${dir}/${index}.png`, flatImage({ r: value, g: value, b: value }));
}

/** Images of one value each, ten times their index. */
async function decodeFlat(dir: string, memory: number): Promise<ImageSet> {
  for (let i = 0; i < COUNT; i++) await writeFlat(dir, i);
  return await decodeImages(dir, FILES, { size: SIZE, channels: 1, memory });
}

for (const memory of [0, BYTES - 1, 5 * BYTES, COUNT * BYTES - 1, COUNT * BYTES]) {
  Deno.test(`decodeImages: reads the same with ${memory} bytes of memory`, () =>
    withTempDir(async (dir) => {
      const set = await decodeFlat(dir, memory);
      for (const indices of [[7, 0, 11, 4, 5, 0, 7], [], [3], FILES.map((_, i) => i)]) {
        const expected = indices.flatMap((index) => Array(BYTES).fill(10 * index));
        assertEquals([...await set.read(indices)], expected);
      }
      await assertRejects(() => set.read([COUNT]), RangeError, "Cannot take image 12 of a set of");
    }));
}

Deno.test("decodeImages: only what fits into the memory survives its file", () =>
  withTempDir(async (dir) => {
    const set = await decodeFlat(dir, 5 * BYTES);
    for (let i = 0; i < COUNT; i++) await Deno.remove(`${dir}/${i}.png`);
    const survivors: number[] = [];
    for (let i = 0; i < COUNT; i++) {
      await set.read([i]).then(() => survivors.push(i), () => {});
    }
    assertEquals(survivors, [0, 1, 2, 3, 4]);
  }));

Deno.test("decodeImages: a file that vanished is named in one line when it is read", () =>
  withTempDir(async (dir) => {
    const set = await decodeFlat(dir, 0);
    await Deno.remove(`${dir}/3.png`);
    const { message } = await assertRejects(() => set.read([2, 3]), InputError);
    assertEquals(message, `1 of 2 images cannot be used: ${dir}/3.png: is missing`);
    assertEquals((await set.read([2]))[0], 20);
  }));

Deno.test("forEachFile: a file that vanishes while it is opened is missing, whatever the decoder says", () =>
  withTempDir(async (dir) => {
    const path = `${dir}/0.png`;
    await writeFlat(dir, 0);
    const vanish = async () => {
      await Deno.remove(path);
      throw new Error(`${path}: unable to open for read`);
    };
    await assertRejects(
      () => forEachFile([path], vanish),
      InputError,
      `1 of 1 images cannot be used: ${path}: is missing`,
    );
    const unreadable = () => Promise.reject(new Error(`${dir}: unable to open for read`));
    await assertRejects(
      () => forEachFile([dir], unreadable),
      InputError,
      `1 of 1 images cannot be used: ${dir}: unable to open for read`,
    );
  }));

Deno.test("forEachFile: stopped, it begins no further file, and says how far it came", async () => {
  const controller = new AbortController();
  const paths = Array.from({ length: 50 }, (_, i) => `${i}`);
  let begun = 0;
  const body = async () => {
    begun++;
    await Promise.resolve();
  };
  const onProgress = (done: number) => done === 10 && controller.abort();
  const options = { onProgress, parallel: 2, signal: controller.signal };
  const { message } = await assertRejects(() => forEachFile(paths, body, options), StoppedError);
  assert(begun <= 12, `${begun}`);
  assertEquals(message, `reading stopped after ${begun} of 50 files`);
  const whole = { onProgress: (done: number) => done === 50 && controller.abort() };
  await forEachFile(paths, body, whole); // nothing is left to stop
});

Deno.test("decodeCategory, reportSplit: a signal stops them", async () => {
  const category = await loadCategory("data/sample/bottle");
  const options = { imageSize: 8, channels: 3 } as const;
  const tile = { size: 64, overlap: 0, perImage: 1 };
  for (const more of [{}, { memory: 0 }, { tile }]) {
    const controller = new AbortController();
    const onProgress = () => controller.abort();
    const { signal } = controller;
    await assertRejects(
      () => decodeCategory(category, { ...options, ...more, onProgress, signal }),
      StoppedError,
      "of 209 files",
    );
    await assertRejects(() => reportSplit(category, { signal }), StoppedError, "after 0 of ");
  }
});

Deno.test("decodeImages: a file that was changed is named in one line when it is read", () =>
  withTempDir(async (dir) => {
    const set = await decodeFlat(dir, 0);
    await writeFlat(dir, 3, 200);
    await Deno.utime(`${dir}/3.png`, new Date(), new Date(Date.now() + 60_000));
    const { message } = await assertRejects(() => set.read([3]), InputError);
    assertEquals(
      message,
      `1 of 1 images cannot be used: ${dir}/3.png: was changed after it was checked; start again`,
    );
  }));

Deno.test("decodeImages: a file that became something else is changed, whatever the decoder says", () =>
  withTempDir(async (dir) => {
    const set = await decodeFlat(dir, 0);
    await Deno.writeTextFile(`${dir}/3.png`, "not found");
    await assertRejects(() => set.read([3]), InputError, "3.png: was changed after it was checked");
  }));

Deno.test("decodeImages: a file that is replaced at the moment of its check is not used unnoticed", () =>
  withTempDir(async (dir) => {
    const set = await decodeFlat(dir, 0);
    const { stat } = Deno;
    Deno.stat = async (path) => {
      const info = await stat(path);
      await writeFlat(dir, 3, 200);
      return info;
    };
    try {
      assertEquals([...await set.read([3])], Array(BYTES).fill(30));
    } finally {
      Deno.stat = stat;
    }
  }));

Deno.test("decodeImages: files that are not kept are checked before they are read", () =>
  withTempDir(async (dir) => {
    await writeFlat(dir, 0);
    await Deno.writeTextFile(`${dir}/1.png`, "no image");
    await assertRejects(
      () => decodeImages(dir, FILES.slice(0, 2), { size: SIZE, channels: 1, memory: 0 }),
      InputError,
      "1.png: contains unsupported image format",
    );
  }));

Deno.test("decodeImages: refuses a memory that is no number of bytes", async () => {
  for (const memory of [-1, NaN]) {
    await assertRejects(
      () => decodeImages("", [], { size: SIZE, channels: 1, memory }),
      RangeError,
      `Cannot keep images in ${memory} bytes`,
    );
  }
});

Deno.test("decodeCategory: training and test images share one memory, training first", async () => {
  const category = await loadCategory("data/sample/bottle");
  const bytes = 8 * 8;
  const decode = (images: number) =>
    decodeCategory(category, { imageSize: 8, channels: 1, memory: images * bytes });
  const inMemory = (set: ImageSet) => "pixels" in set;
  const [trains, tests] = [category.train.length, category.test.length];
  const enough = await decode(trains + tests);
  assert(inMemory(enough.train) && inMemory(enough.test));
  const less = await decode(trains + tests - 1);
  assert(inMemory(less.train) && !inMemory(less.test));
  const little = await decode(trains - 1);
  assert(!inMemory(little.train) && !inMemory(little.test));
  const last = [tests - 1];
  assertEquals(await little.test.read(last), await enough.test.read(last));
});
