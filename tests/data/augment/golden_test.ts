/** The same pixels on every machine: hashes of the results of each augmentation on fixed images. */
import { assertEquals } from "@std/assert";
import {
  type Augmentation,
  compose,
  imageRandom,
  randomCrop,
  randomFlip,
  stain,
  withOriginal,
} from "../../../lib/data/augment/mod.ts";
import { hashOf, ramp } from "./images.ts";

const CASES: Record<string, [Augmentation, string]> = {
  "horizontal flip": [
    randomFlip("horizontal"),
    "bd987c0dd2a81b92 b50beb80f25c3794 bd987c0dd2a81b92" +
    " bd987c0dd2a81b92 bd987c0dd2a81b92",
  ],
  "vertical flip": [
    randomFlip("vertical"),
    "bd987c0dd2a81b92 b42a3999a46431d0 bd987c0dd2a81b92" +
    " bd987c0dd2a81b92 bd987c0dd2a81b92",
  ],
  "crop, black": [
    randomCrop({ padding: 4, border: "black" }),
    "dd1bc77eea2729a1 a3bbef19b0255cce 944a253661437111" +
    " 9a1b5e88cb47722c 993ee524e0e950c8",
  ],
  "crop, mirror": [
    randomCrop({ padding: 4, border: "mirror" }),
    "b161325c7d9f486c 632b2c5899ed83b9 c1ccad5caf0433ca" +
    " 1af732d6ae3f5d86 a70f6804567ca2e0",
  ],
  "stain": [
    stain(),
    "67bc31e185c7a297 5cc47002c87ca6bb dd571a399116b3d5" +
    " ab9d6cbaeb520089 c5049379e5cecb55",
  ],
  "large stain": [
    stain({ size: [0.2, 0.4], irregularity: 0.5 }),
    "93bfa409c4cd14ca e848e7ea17121593 92ca4f371b819646" +
    " b020457127e7c41c 18d602a06bcd1c94",
  ],
  "all": [
    withOriginal(compose(randomFlip("horizontal"), stain())),
    "ae633df05c252ae7 948a457e5f59203a 81d19155164adfa0" +
    " 20fb67b1f2d4ed24 6e89fbfdf137c7fa",
  ],
};

for (const [name, [augment, expected]] of Object.entries(CASES)) {
  Deno.test(`augmentations: ${name} gives the pixels it always gave`, async () => {
    const image = ramp(24, 32);
    const hashes: string[] = [];
    for (let index = 0; index < 5; index++) {
      hashes.push(await hashOf(augment(image, imageRandom(0, 1, index))));
    }
    assertEquals(hashes.join(" "), expected);
    assertEquals(image, ramp(24, 32));
  });
}

Deno.test("imageRandom: seed, epoch and index each make other numbers", () => {
  const seen = new Set<number>();
  for (let seed = 0; seed < 5; seed++) {
    for (let epoch = 1; epoch <= 20; epoch++) {
      for (let index = 0; index < 20; index++) {
        seen.add(imageRandom(seed, epoch, index).nextUint32());
      }
    }
  }
  assertEquals(seen.size, 2000);
  assertEquals(imageRandom(1, 2, 3).nextUint32(), imageRandom(1, 2, 3).nextUint32());
});
