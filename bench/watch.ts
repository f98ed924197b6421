/**
 * Measures `score --watch`: the time from an image's appearance to its result, and the images per
 * second scored from a full folder.
 *
 * Times do not depend on the weights, so the model is trained for one epoch.
 * `deno run -A bench/watch.ts [METHOD] [SIZE]` (default daad, 256), on an otherwise idle machine,
 * takes two minutes.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { useBackend } from "../lib/backend/backend.ts";
import { loadCategory } from "../lib/data/mod.ts";
import { run } from "../lib/experiment/run/run.ts";
import { scoreWatched } from "../lib/experiment/score/score_watched.ts";
import { processor } from "./processor.ts";

const BOTTLE = "data/sample/bottle";
/** Number of images that appear one by one; the first is not counted. */
const APPEARING = 21;

const [method = "daad", size = "256"] = Deno.args;
const backend = await useBackend();
const model = "runs/bench-watch/model";
const data = await loadCategory(BOTTLE);
const options = { data, method, imageSize: Number(size), overrides: { epochs: 1 }, seed: 0 };
await run({ ...options, overridesSource: "bench/watch.ts", out: model });
const images = data.test.map(({ path }) => `${BOTTLE}/${path}`);

const appeared = await oneByOne(images.slice(0, APPEARING));
console.log(`${method}, ${size}×${size}, ${backend.description}, ${(await processor()).name}`);
console.log(
  `from opening a file to its result: ${spread(appeared.map(({ opened }) => opened))} ms`,
);
console.log(`from its appearance to its result: ${spread(appeared.map(({ shown }) => shown))} ms`);
console.log(`a folder of ${images.length} images: ${await allAtOnce()} images/s`);

/** Measures images that each appear when the one before is done, in milliseconds. */
async function oneByOne(paths: readonly string[]): Promise<{ opened: number; shown: number }[]> {
  const folder = await emptyFolder();
  const end = new AbortController();
  const times: { opened: number; shown: number }[] = [];
  let [next, since] = [0, 0];
  const appear = () => {
    const [path, name] = [paths[next]!, `${folder}/${next++}.jpg`];
    Deno.copyFileSync(path, `${folder}/.part`); // hidden, then whole at once, as writers should
    Deno.renameSync(`${folder}/.part`, name);
    since = performance.now();
  };
  await scoreWatched({
    ...{ model, watch: folder, signal: end.signal },
    onReady: appear,
    onImage: (image) => {
      if ("error" in image) throw new Error(image.error);
      times.push({ opened: image.milliseconds, shown: performance.now() - since });
      if (next < paths.length) appear();
      else end.abort();
    },
  });
  return times.slice(1);
}

/** Measures the images per second from a folder that is full at the start. */
async function allAtOnce(): Promise<string> {
  const folder = await emptyFolder();
  for (const [i, path] of images.entries()) await Deno.copyFile(path, `${folder}/${i}.jpg`);
  const end = new AbortController();
  let [done, since] = [0, 0];
  await scoreWatched({
    ...{ model, watch: folder, signal: end.signal },
    onReady: () => since = performance.now(),
    onImage: () => ++done === images.length && end.abort(),
  });
  return (done / (performance.now() - since) * 1000).toFixed(1);
}

async function emptyFolder(): Promise<string> {
  const folder = "runs/bench-watch/inbox";
  await Deno.remove(folder, { recursive: true }).catch(() => {}); // there is none
  await Deno.mkdir(folder, { recursive: true });
  return folder;
}

/** `median (lowest to highest)`. */
function spread(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!.toFixed(0);
  return `${at(0.5)} (${at(0)} to ${at(1)})`;
}
