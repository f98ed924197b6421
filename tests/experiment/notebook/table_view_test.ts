import { assertEquals } from "@std/assert";
import {
  aurocPoints,
  cellPoints,
  tableOfRecords,
  viewCells,
} from "../../../lib/experiment/notebook/table_view.ts";
import { someRecord } from "../../record/table/records.ts";

Deno.test("aurocPoints: a mean of some categories says of how many, a category's value does not", async () => {
  const records = await Promise.all(["1", "8"].map(async (category) => ({
    file: `ae/${category}/record.json`,
    record: await someRecord({ method: "ae", dataset: "mnist", category, imageSize: 32 }),
  })));
  const table = await tableOfRecords("mnist", records);
  assertEquals(aurocPoints(table)[0]!.label, "AE (2 of 10)");
  assertEquals(aurocPoints(table, "8")[0]!.label, "AE");
  // Published means are over all digits.
  assertEquals(aurocPoints(table).slice(1).some(({ label }) => label.includes(" of 10")), false);
});

Deno.test("aurocPoints: values of some images say so, and the published mean stands by itself", async () => {
  const records = await Promise.all(["1", "8"].map(async (category) => ({
    file: `vae/${category}/record.json`,
    record: await someRecord({
      ...{ method: "vae", dataset: "mnist", category, imageSize: 32, tested: 2000 },
    }),
  })));
  const [ours, ...published] = aurocPoints(await tableOfRecords("mnist", records));
  assertEquals([ours!.label, ours!.partial, ours!.published], [
    ...["VAE (2 of 10), partial", true, undefined],
  ]);
  assertEquals(published.filter(({ label }) => label === "VAE").length, 1);
});

Deno.test("cellPoints and viewCells: categories where there are several, calibrated scores where a record has them", async () => {
  const cell = async (category: string, calibrated?: number) => ({
    id: `daad/${category}/seed0`,
    variant: "daad",
    category,
    folder: `runs/${category}`,
    record: await someRecord({
      ...{ category, value: 0.9 },
      ...(calibrated !== undefined && { statistics: { calibrated } }),
    }),
  });
  const [bottle, grid] = [await cell("bottle", 0.8), await cell("grid")];
  assertEquals(cellPoints([bottle]).map(({ label }) => label), ["daad"]);
  assertEquals(cellPoints([bottle, grid]).map(({ label }) => label), [
    "daad, bottle",
    "daad, grid",
  ]);
  const lines = viewCells([bottle, grid]).text.split("\n");
  assertEquals(lines[1]!.includes("calibrated"), true);
  assertEquals(lines[2]!.includes("80.0 [79.5, 80.5]"), true, lines[2]);
  assertEquals(viewCells([grid]).text.includes("calibrated"), false);
  const untrained = await someRecord({ category: "bottle", untrained: "rebuilds nothing" });
  const learntNothing = { ...bottle, record: untrained };
  assertEquals(cellPoints([learntNothing])[0]!.label, "daad, not trained");
  assertEquals(viewCells([learntNothing]).text.split("\n")[2]!.includes(", not trained"), true);
  const copy = {
    ...bottle,
    record: { ...untrained, data: { ...untrained.data, fingerprint: "x" } },
  };
  const told = (cells: Parameters<typeof viewCells>[0]) =>
    viewCells(cells).caption.includes("Runs of bottle are of different images");
  assertEquals([told([bottle, copy]), told([bottle, grid])], [true, false]);
  const { record: _, ...missing } = grid;
  assertEquals(
    viewCells([bottle, { ...missing, problem: "no data" }]).text.includes("not run: no data"),
    true,
  );
});
