import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { useBackend } from "../../lib/backend/backend.ts";
import { memoryImages } from "../../lib/data/mod.ts";
import { InputError } from "../../lib/errors.ts";
import { findMethod } from "../../lib/registry/registry.ts";
import { Random } from "../../lib/random.ts";

await useBackend();

const FACTS = { imageSize: 16, channels: 1, trainingImages: 8 } as const;
const SHORT = { epochs: 2, batchSize: 4 };
const SMALL: Readonly<Record<string, Record<string, unknown>>> = {
  ae: { levels: 2, baseWidth: 4 },
  memae: { widths: [4, 8], items: 4 },
  daad: { levels: 2, baseWidth: 4, items: 4 },
  daad_plus: { levels: 2, baseWidth: 4, items: 4 },
  ganomaly: { baseWidth: 4, latent: 4 },
};

/** Images of noise; symmetric ones are their own mirror images, flat ones have a single value each. */
function images(kind: "noise" | "symmetric" | "flat") {
  const random = new Random(0);
  const noise = Uint8Array.from({ length: 8 * 256 }, () => random.integer(256));
  const mirrored = noise.map((_, i) => noise[i - i % 16 + 15 - i % 16]!);
  const pixels = {
    noise,
    symmetric: noise.map((value, i) => i % 16 < 8 ? value : mirrored[i]!),
    flat: noise.map((_, i) => noise[i - i % 256]!),
  }[kind];
  const file = { path: "a.png", label: 0, type: "good" } as const;
  const set = { files: Array(8).fill(file), height: 16, width: 16, channels: 1 } as const;
  return memoryImages({ ...set, pixels });
}

async function lossesOf(
  id: string,
  augmentation: "flip" | "flip-shift" | undefined,
  kind: Parameters<typeof images>[0],
) {
  const method = findMethod(id);
  const fields = { ...SMALL[id], ...SHORT, ...(augmentation && { augmentation }) };
  using detector = method.create(method.resolve(fields, FACTS, id), 0);
  const { history } = await detector.fit(images(kind), { seed: 0 });
  return history.losses.map(({ total, ...others }) => total ?? Object.values(others));
}

for (const id of Object.keys(SMALL)) {
  Deno.test(`augmentation: ${id} sees mirrored images, which symmetric ones do not show`, async () => {
    const plain = await lossesOf(id, undefined, "noise");
    assertNotEquals((await lossesOf(id, "flip", "noise"))[0], plain[0]);
    assertEquals(
      await lossesOf(id, "flip", "symmetric"),
      await lossesOf(id, undefined, "symmetric"),
    );
  });

  Deno.test(`augmentation: ${id} sees moved images, which flat ones do not show`, async () => {
    const flipped = await lossesOf(id, "flip", "symmetric");
    assertNotEquals((await lossesOf(id, "flip-shift", "symmetric"))[0], flipped[0]);
    assertEquals(await lossesOf(id, "flip-shift", "flat"), await lossesOf(id, undefined, "flat"));
  });

  Deno.test(`augmentation: ${id} does without, and its configuration says nothing of it`, () => {
    const method = findMethod(id);
    assertEquals(Object.keys(method.resolve({}, FACTS, id)).includes("augmentation"), false);
    const wrong = { augmentation: "shake" };
    assertThrows(() => method.resolve(wrong, FACTS, "plan"), InputError, "plan: augmentation");
  });
}
