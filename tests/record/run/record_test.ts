import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { InputError } from "../../../lib/errors.ts";
import { configHash } from "../../../lib/record/run/config_hash.ts";
import type { RunRecord } from "../../../lib/record/run/record.ts";
import { readRecord, writeRecord } from "../../../lib/record/run/record_file.ts";
import { withTempDir } from "../../temp_dir.ts";
import { PLAIN_RECORD } from "../plain_record.ts";

const metric = { value: 0.9, low: 0.8, high: 0.95, level: 0.95, replicates: 2000 };
const imageMetrics = {
  imageAuroc: metric,
  imageAveragePrecision: metric,
  imageF1Max: { value: 0.9, threshold: 0.1 },
  imageFalsePositiveRate95: 0.4,
};
const record: RunRecord = {
  ...PLAIN_RECORD,
  config: { items: [8, 8], score: { statistic: "top" } },
  code: { version: "0.1.0", commit: "abc" },
  data: { ...PLAIN_RECORD.data, warnings: ["one"], partial: "8 of 23 normal test images" },
  metrics: {
    imageAuroc: { ...metric, deLong: { low: 0.8, high: 1, level: 0.95, standardError: 0.05 } },
    imageAveragePrecision: metric,
    imageF1Max: { value: 0.9, threshold: 0.1 },
    imageFalsePositiveRate95: 0.4,
    pixelAuroc: metric,
    pixelAveragePrecision: 0.5,
    pixelPro: 0.8,
    pixelF1Max: { value: 0.5, threshold: 0.2 },
    reconstructionErrors: { normal: 0.1, defect: 0.4, surroundings: 0.1 },
  },
  statistics: { own: "top", sigma: 2, mse: imageMetrics, l2: imageMetrics, top: imageMetrics },
  diagnostics: {
    memory: { entropy: 0.5 },
    learning: {
      trained: false,
      reason: "why",
      images: 12,
      errors: { model: 0.2, meanImage: 0.1, constantImage: 0.3, variety: 0.01 },
      scores: { training: 0.1, heldOut: 0.2, heldOutAbove: 0.8 },
    },
  },
  losses: [{ total: 0.1 + 0.2 }, { total: 1e-9 }],
};

/** The message of the error on reading this text as a record. */
async function errorOf(dir: string, text: string): Promise<string> {
  const path = `${dir}/record.json`;
  await Deno.writeTextFile(path, text);
  const { message } = await assertRejects(() => readRecord(path), InputError);
  assert(message.startsWith(`${path}: `) && !message.includes("\n"), message);
  return message.slice(`${path}: `.length);
}

Deno.test("readRecord: gives back what writeRecord wrote, to the last digit", () =>
  withTempDir(async (dir) => {
    await writeRecord(`${dir}/record.json`, record);
    assertEquals(await readRecord(`${dir}/record.json`), record);
  }));

Deno.test("readRecord: an unknown, missing or wrong field is named in one line", () =>
  withTempDir(async (dir) => {
    const { seed: _, ...seedless } = record;
    assert((await errorOf(dir, JSON.stringify(seedless))).startsWith("seed: "));
    assertEquals(await errorOf(dir, JSON.stringify({ ...record, sed: 7 })), "unknown field sed");
    const metrics = { ...record.metrics, imageAuroc: { ...metric, hihg: 1 } };
    assertEquals(
      await errorOf(dir, JSON.stringify({ ...record, metrics })),
      "unknown field metrics.imageAuroc.hihg",
    );
    const data = { ...record.data, masks: "none" };
    const wrong = await errorOf(dir, JSON.stringify({ ...record, data }));
    assert(wrong.startsWith("data.masks: ") && wrong.endsWith('found "none"'), wrong);
  }));

Deno.test("readRecord: a record of another version says what to do", () =>
  withTempDir(async (dir) => {
    assertEquals(
      await errorOf(dir, JSON.stringify({ ...record, schema: 1 })),
      "schema: found 1, expected 3; it is of an earlier version: run the training again",
    );
    assert((await errorOf(dir, '{"schema": 4}')).includes("it is of a later version"));
  }));

Deno.test("readRecord: a record of the version before is read as it is", () =>
  withTempDir(async (dir) => {
    const { statistics: _, ...rest } = record;
    const { partial: _partial, ...data } = record.data;
    const older = { ...rest, schema: 2, data, diagnostics: { memory: 1 } };
    await Deno.writeTextFile(`${dir}/record.json`, JSON.stringify(older));
    const read = await readRecord(`${dir}/record.json`);
    assertEquals<unknown>(read, older);
    assertEquals([read.statistics, read.diagnostics.learning, read.data.partial], [
      undefined,
      undefined,
      undefined,
    ]);
  }));

Deno.test("readRecord: a wrong statistic or verdict is named", () =>
  withTempDir(async (dir) => {
    const statistics = { ...record.statistics, own: "mean" };
    const own = await errorOf(dir, JSON.stringify({ ...record, statistics }));
    assert(own.startsWith("statistics.own: "), own);
    const learning = { ...record.diagnostics.learning, trained: "no" };
    const trained = await errorOf(dir, JSON.stringify({ ...record, diagnostics: { learning } }));
    assert(trained.startsWith("diagnostics.learning.trained: "), trained);
  }));

Deno.test("readRecord: a missing file and broken JSON are named in one line", () =>
  withTempDir(async (dir) => {
    assert((await errorOf(dir, '{"schema": 1,')).includes("JSON"));
    const { message } = await assertRejects(() => readRecord(`${dir}/none.json`), InputError);
    assertEquals(message, `${dir}/none.json: no such record`);
  }));

Deno.test("writeRecord: refuses what readRecord would refuse, and writes nothing", () =>
  withTempDir(async (dir) => {
    const wrong = { ...record, epochs: 1.5 };
    await assertRejects(() => writeRecord(`${dir}/record.json`, wrong), InputError, "epochs: ");
    assertEquals([...Deno.readDirSync(dir)], []);
  }));

Deno.test("configHash: SHA-256 of the JSON with sorted keys at every depth", async () => {
  // printf '{"a":1,"b":{"c":[2,"x"],"d":null}}' | sha256sum
  const expected = "9b51b0f52e103b33";
  assertEquals(await configHash({ a: 1, b: { c: [2, "x"], d: null } }), expected);
  assertEquals(await configHash({ b: { d: null, c: [2, "x"] }, a: 1 }), expected);
});

Deno.test("configHash: another value, another order of a list or another depth differ", async () => {
  const base = { a: 1, list: [1, 2], inner: { x: [{ y: 1 }] } };
  const others = [
    { ...base, a: 2 },
    { ...base, a: "1" },
    { ...base, list: [2, 1] },
    { ...base, inner: { x: [{ y: 2 }] } },
    { a: 1, list: [1, 2], x: [{ y: 1 }] },
  ];
  for (const other of others) assertNotEquals(await configHash(other), await configHash(base));
});
