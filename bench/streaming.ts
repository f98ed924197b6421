/**
 * Trains on many large images: how fast are they decoded, and does memory stay bounded?
 * `deno run -A bench/streaming.ts`; the result goes to `bench/results/streaming-<size>.json`.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { parseArgs } from "node:util";
import { useBackend } from "../lib/backend/backend.ts";
import { decodeImages } from "../lib/data/decode/decode.ts";
import type { ImageSet } from "../lib/data/images/image_set.ts";
import { StoppedError } from "../lib/errors.ts";
import { codeVersion, machineFacts, peakMemory } from "../lib/experiment/provenance/environment.ts";
import { findMethod } from "../lib/registry/registry.ts";
import { linkImages } from "./linked_images.ts";

const { values } = parseArgs({
  options: {
    images: { type: "string", default: "20000" },
    side: { type: "string", default: "1024" }, // of the files
    size: { type: "string", default: "256" }, // to which they are decoded
    format: { type: "string", default: "jpg" },
    memory: { type: "string", default: "512" }, // MB
    steps: { type: "string", default: "200" },
  },
});
const [count, side, size, steps] = [values.images, values.side, values.size, values.steps]
  .map(Number) as [number, number, number, number];
const format = values.format === "png" ? "png" : "jpg";
const memory = Number(values.memory) * 1e6;

await useBackend({ force: "tensorflow" });
const folder = await Deno.makeTempDir();
try {
  const files = await linkImages(folder, { count, side, format });
  const before_mb = peakMemory() / 1e6;
  const started = performance.now();
  const images = await decodeImages(folder, files, { size, channels: 3, memory });
  const decode_seconds = (performance.now() - started) / 1000;
  const decoded_mb = peakMemory() / 1e6;
  const train_images_per_second = await trainSome(images);
  const result = {
    images: count,
    file: `${side}×${side} ${format}`,
    decoded_to: size,
    decoded_total_mb: (count * size * size * 3) / 1e6,
    memory_mb: memory / 1e6,
    decode_images_per_second: count / decode_seconds,
    train_steps: steps,
    train_images_per_second,
    peak_rss_mb: {
      before_decoding: before_mb,
      after_decoding: decoded_mb,
      after_training: peakMemory() / 1e6,
    },
    machine: machineFacts(),
    code: codeVersion(),
  };
  await Deno.mkdir("bench/results", { recursive: true });
  await Deno.writeTextFile(
    `bench/results/streaming-${size}.json`,
    JSON.stringify(result, null, 2) + "\n",
  );
  console.log(JSON.stringify(result));
} finally {
  await Deno.remove(folder, { recursive: true });
}

/** Trains a small network, so that most of the time goes into reading images. */
async function trainSome(images: ImageSet): Promise<number> {
  const method = findMethod("daad");
  const overrides = { levels: 2, baseWidth: 4, items: 8, batchSize: 8, epochs: 1 };
  const facts = { imageSize: size, channels: 3, trainingImages: count } as const;
  using detector = method.create(method.resolve(overrides, facts, "bench"), 0);
  const controller = new AbortController();
  let [imagesPerSecond, begun] = [0, 0];
  await detector.fit(images, {
    seed: 0,
    signal: controller.signal,
    onProgress: ({ done }) => {
      if (done === 1) begun = performance.now(); // the first step is recorded
      imagesPerSecond = ((done - 1) * 8000) / (performance.now() - begun);
      if (done === steps) controller.abort();
    },
  }).catch((error) => {
    if (!(error instanceof StoppedError)) throw error;
  });
  return imagesPerSecond;
}
