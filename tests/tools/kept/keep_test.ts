import { assertEquals, assertRejects } from "@std/assert";
import { InputError } from "../../../lib/errors.ts";
import { TRIED } from "../../../lib/experiment/plan/stored.ts";
import { readRecord, writeRecord } from "../../../lib/record/run/record_file.ts";
import { keep } from "../../../tools/kept/keep.ts";
import { ownPlace } from "../../../tools/kept/places.ts";
import { type RunFacts, someRecord } from "../../record/table/records.ts";
import { withTempDir } from "../../temp_dir.ts";

/** Keeps a record with these facts that a run left at a path below `dir`. */
async function keepSome(
  dir: string,
  facts: RunFacts,
  { at = "runs/a", tried = false } = {},
): Promise<void> {
  await Deno.mkdir(`${dir}/${at}`, { recursive: true });
  await writeRecord(`${dir}/${at}/record.json`, await someRecord(facts));
  await keep(`${dir}/${at}/record.json`, tried, `${dir}/kept`);
}

Deno.test("keep: a record of the same settings is replaced, one of others is refused and stays", () =>
  withTempDir(async (dir) => {
    await keepSome(dir, { value: 0.8 });
    await keepSome(dir, { value: 0.9 });
    const kept = `${dir}/kept/daad-mvtec-bottle-seed0/record.json`;
    const others: readonly (readonly [string, RunFacts])[] = [
      ["configuration", { overrides: { temperature: 0.5 } }],
      ["images", { fingerprint: "of others" }],
      ["precision", { precision: "bf16" }],
      ["calibration", { calibration: { floor: 0.7 } }],
    ];
    for (const [name, facts] of others) {
      await assertRejects(
        () => keepSome(dir, { ...facts, value: 0.1 }),
        InputError,
        `${kept}: has ${name} `,
      );
    }
    assertEquals((await readRecord(kept)).metrics.imageAuroc?.value, 0.9);
  }));

Deno.test("keep: what was tried is named by its settings and, beside others of these, by its images", () =>
  withTempDir(async (dir) => {
    const tried = { tried: true };
    await keepSome(dir, { value: 0.8 }, tried);
    await keepSome(dir, { overrides: { temperature: 0.5 } }, tried);
    await keepSome(dir, { fingerprint: "0123456789 of others" }, tried);
    await keepSome(dir, { value: 0.9 }, tried); // the first one again
    const { configHash } = await someRecord({});
    const first = `daad-mvtec-bottle-seed0-${configHash.slice(0, 8)}`;
    const names = [...Deno.readDirSync(`${dir}/kept/${TRIED}`)].map(({ name }) => name);
    assertEquals([names.length, names.includes(first), names.includes(`${first}-01234567`)], [
      ...[3, true, true],
    ]);
    assertEquals([...Deno.readDirSync(`${dir}/kept`)].map(({ name }) => name), [TRIED]);
  }));

Deno.test("ownPlace: runs of ablations keep their path, wherever the project lies", () => {
  const place = "components/cpu/memory/bottle/seed0-1";
  for (const folder of ["runs/results", "/home/me/results/daad/data/results"]) {
    assertEquals(ownPlace(`${folder}/${place}/record.json`), place);
  }
  assertEquals(ownPlace("runs/results/mvtec/cpu/daad/bottle/seed0-1/record.json"), undefined);
  const paper = "mvtec/paper/daad/bottle/seed0-1";
  assertEquals(ownPlace(`data/results/${paper}/record.json`), paper);
});
