import { assertEquals } from "@std/assert";
import { ganomalyConfig } from "../../../lib/methods/ganomaly/config.ts";

const epochs = (imageSize: number, trainingImages: number, given = {}) =>
  ganomalyConfig.resolve(given, { imageSize, channels: 3, trainingImages }, "t").epochs;

Deno.test("GAN defaults: a class has the published epochs, a folder 1,000 steps", () => {
  assertEquals(epochs(32, 5000), 15);
  assertEquals(epochs(64, 209), Math.ceil(1000 / 3));
  assertEquals(epochs(64, 209, { batchSize: 16 }), Math.ceil(1000 / 13));
  assertEquals(epochs(64, 209, { epochs: 7 }), 7);
});

Deno.test("GAN defaults: large images change neither batches nor epochs", () => {
  assertEquals(epochs(256, 209), epochs(64, 209));
  assertEquals(epochs(256, 20000), 15);
});
