/** Trains for many steps and prints what the process holds after a tenth of them and at the end. */
// deno-lint-ignore-file no-console
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../lib/backend/backend.ts";
import { liveHandles } from "../../lib/backend/tensorflow/register.ts";
import { daadConfig } from "../../lib/daad/config.ts";
import { DAAD } from "../../lib/daad/detector.ts";
import { memoryImages } from "../../lib/data/images/memory_images.ts";
import { SMALL_CONFIG } from "../experiment/small_bottle.ts";
import type { Sample } from "./soak.ts";

/** Number of images, two batches per epoch. */
const COUNT = 8;
const SIZE = 32;

const steps = Number(Deno.args[0]);
await useBackend();
const images = memoryImages({
  files: Array.from({ length: COUNT }, (_, i) => ({ path: `${i}`, label: 0, type: "good" })),
  height: SIZE,
  width: SIZE,
  channels: 1,
  pixels: Uint8Array.from({ length: COUNT * SIZE * SIZE }, (_, i) => (i * 29) % 251),
});
const facts = { imageSize: SIZE, channels: 1, trainingImages: COUNT } as const;
const overrides = { ...SMALL_CONFIG, epochs: steps / 2 };
using detector = DAAD.create(daadConfig.resolve(overrides, facts, "soak"), 0);
const samples: Partial<Record<"settled" | "last", Sample>> = {};
await detector.fit(images, {
  seed: 0,
  onProgress: ({ done }) => {
    // The very last step has no next batch in memory.
    const name = done === steps / 10 ? "settled" : done === steps - 1 ? "last" : undefined;
    if (!name) return;
    const { rss } = Deno.memoryUsage();
    samples[name] = {
      rss: rss / 1e6,
      handles: liveHandles() ?? 0,
      tensors: tf.memory().numTensors,
    };
  },
});
console.log(JSON.stringify(samples));
