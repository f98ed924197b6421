import { assertEquals } from "@std/assert";
import { sizeDefaults } from "../../lib/methods/gan_config.ts";

const PUBLISHED = { epochs: 15, batchSize: 64 };
const epochs = (imageSize: number, trainingImages: number, given = {}) =>
  sizeDefaults(given, { imageSize, channels: 3, trainingImages }, PUBLISHED).epochs;

Deno.test("GAN defaults: a class of small images has the published epochs, a folder 1,000 steps", () => {
  assertEquals(epochs(32, 5000), 15);
  assertEquals(epochs(64, 209), Math.ceil(1000 / 3));
  assertEquals(epochs(64, 209, { batchSize: 16 }), Math.ceil(1000 / 13));
  assertEquals(epochs(64, 209, { epochs: 7 }), 7);
});

Deno.test("GAN defaults: above 64 pixels 1,300 steps, at least 50 epochs", () => {
  assertEquals(epochs(128, 209), 100);
  assertEquals(epochs(128, 20000), 50);
});
