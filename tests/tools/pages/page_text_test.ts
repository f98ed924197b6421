import { assertEquals } from "@std/assert";
import { tunedNotes } from "../../../tools/pages/page_text.ts";
import { someRecord } from "../../record/table/records.ts";

Deno.test("tunedNotes: the trials of each tuned row, once a category", async () => {
  const run = async (category: string, seed: number) => ({
    ...await someRecord({ category, seed }),
    tuned: `data/tuned/mvtec/${category}/daad`,
  });
  const records = [await run("grid", 0), await run("bottle", 0), await run("bottle", 1)];
  assertEquals(tunedNotes("../", [...records, await someRecord({})]), [
    "DAAD[tuned]: the setting of each category was chosen by synthetic defects on its training " +
    "images; the trials of [bottle](../data/tuned/mvtec/bottle/daad/tuning.json), " +
    "[grid](../data/tuned/mvtec/grid/daad/tuning.json).",
  ]);
  assertEquals(tunedNotes("../", [await someRecord({})]), []);
});
