import { assertEquals, assertThrows } from "@std/assert";
import { daadConfig, daadPlusConfig } from "../../lib/daad/config.ts";
import { InputError } from "../../lib/errors.ts";

const facts = { imageSize: 128, channels: 3, trainingImages: 209 } as const;
const resolve = (overrides: unknown) => daadConfig.resolve(overrides, facts, "daad.json");

Deno.test("config: defaults by image size", () => {
  const sizes = [24, 32, 64, 128, 256];
  const levels = sizes.map((imageSize) =>
    daadConfig.resolve({}, { ...facts, imageSize }, "t").levels
  );
  assertEquals(levels, [3, 3, 3, 4, 5]);
  assertThrows(
    () => daadConfig.resolve({}, { ...facts, imageSize: 28 }, "t"),
    InputError,
    "image size 28: does not halve 3 times; next to it are 24 and 32",
  );
  const config = resolve({});
  assertEquals(config.items, [100, 100, 100, 100]);
  assertEquals(config.division.map((d) => d.height), [4, 4, 4, 4]);
  const small = daadConfig.resolve({}, { ...facts, imageSize: 32 }, "t");
  assertEquals(small.items, [200, 200, 200]);
  assertEquals(small.division.map((d) => d.height), [1, 1, 1]);
  assertEquals(config.epochs, 50); // 26 steps an epoch: exactly 1,300
  assertEquals(daadConfig.resolve({}, { ...facts, trainingImages: 20 }, "t").epochs, 650);
});

Deno.test("config: a default division fits maps that 4 does not divide", () => {
  const config = daadConfig.resolve({ levels: 4 }, { ...facts, imageSize: 48 }, "t");
  assertEquals(config.division.map((d) => d.height), [4, 4, 3, 3]);
});

Deno.test("config: one value for all levels, one a level", () => {
  assertEquals(resolve({ items: 7 }).items, [7, 7, 7, 7]);
  const division = { height: 2, width: 4, channels: 1 };
  assertEquals(resolve({ division }).division[3], division);
  assertEquals(resolve({ levels: 2, items: [5, 6], division }).items, [5, 6]);
});

Deno.test("config: a resolved configuration is complete and accepted as stored", () => {
  const config = resolve({});
  assertEquals(daadConfig.parse(JSON.parse(JSON.stringify(config)), "t"), config);
  assertThrows(() => daadConfig.parse({ ...config, items: undefined }, "t"), InputError, "items");
});

Deno.test("config: mistakes are named", () => {
  const cases: [unknown, string][] = [
    [{ temprature: 1 }, "daad.json: unknown field temprature"],
    [{ score: { statistic: "top", topFraction: 1, sigmaAt256: 4, x: 1 } }, "unknown field score.x"],
    [{ temperature: 0 }, "daad.json: temperature: expected number to be >0, found 0"],
    [{ temperature: "hot" }, 'daad.json: temperature: expected number, found "hot"'],
    [{ epochs: 1.5 }, "daad.json: epochs: expected int, found 1.5"],
    [{ preset: "aligned" }, "daad.json: unknown field preset"],
    [{ channels: 4 }, "daad.json: channels"],
    [{ levels: 8 }, "levels: 8 levels need an image size that is a multiple of 256, found 128"],
    [{ items: [1, 2] }, "items: expected one value for each of 4 levels, found 2"],
    [
      { division: { height: 5, width: 1, channels: 1 } },
      "division[0].height: 5 blocks do not divide the feature map's height of 64",
    ],
    ["text", "daad.json: configuration: expected object"],
  ];
  for (const [overrides, message] of cases) {
    assertThrows(() => resolve(overrides), InputError, message);
  }
});

Deno.test("config: DAAD+ adds its own fields and checks them", () => {
  const config = daadPlusConfig.resolve({}, facts, "t");
  assertEquals(config.lambda, { reconstruction: 50, adversarial: 0.1, alignment: 100 });
  assertEquals(config.discriminator.levels, 4);
  assertThrows(
    () => daadPlusConfig.resolve({ alignmentLayers: [5] }, facts, "t"),
    InputError,
    "alignmentLayers: layer 5 does not exist",
  );
  // By default as many as this discriminator has, whatever the generator's.
  const layersOf = (overrides: Record<string, unknown>) =>
    daadPlusConfig.resolve(overrides, facts, "t").alignmentLayers;
  const { discriminator } = config;
  assertEquals(layersOf({ discriminator: { ...discriminator, levels: 2 } }), [1, 2]);
  assertEquals(layersOf({ levels: 1, discriminator }), [1, 2, 3]);
  assertThrows(() => resolve({ lambda: {} }), InputError, "unknown field lambda");
});
