/**
 * Trains one epoch on streamed images and prints the peak resident memory of the process in MB:
 * `bounded_memory_child.ts FOLDER COUNT MEMORY`, where `FOLDER` holds `0.jpg` and so on.
 */
// deno-lint-ignore-file no-console
import { useBackend } from "../../lib/backend/backend.ts";
import { decodeImages } from "../../lib/data/decode/decode.ts";
import { type ImageFile, subset } from "../../lib/data/images/image_set.ts";
import { scoreImages } from "../../lib/detector/scoring/scoring.ts";
import { findMethod } from "../../lib/registry/registry.ts";

const [folder, count, memory] = [Deno.args[0]!, Number(Deno.args[1]), Number(Deno.args[2])];
const SIZE = 256;

await useBackend();
const files = Array.from({ length: count }, (_, i): ImageFile => ({
  path: `${i}.jpg`,
  label: 0,
  type: "good",
}));
const images = await decodeImages(folder, files, { size: SIZE, channels: 3, memory });
const method = findMethod("daad");
const small = { levels: 2, baseWidth: 4, items: 4, batchSize: 4, epochs: 1 };
const facts = { imageSize: SIZE, channels: 3, trainingImages: count } as const;
using detector = method.create(method.resolve(small, facts, "test"), 0);
await detector.fit(images, { seed: 0 });
await scoreImages(detector, subset(images, [0, count - 1]));
// Other figures that a process reports about itself include the memory of the process that started it.
const status = await Deno.readTextFile("/proc/self/status");
console.log(Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)![1]) * 1024 / 1e6);
