import { assert, assertEquals } from "@std/assert";
import { useBackend } from "../../../lib/backend/backend.ts";
import { decodeCategory, limitDataset, loadCategory } from "../../../lib/data/mod.ts";
import { rebuildFromBlocks } from "../../../lib/experiment/notebook/toy.ts";
import { assertAtMost } from "../../close.ts";

Deno.test("rebuildFromBlocks: finer blocks rebuild defects better, and no memory is larger than asked", async () => {
  await useBackend();
  const all = await loadCategory("data/sample/bottle");
  const category = limitDataset(all, { trainImages: 40, testImages: 20 });
  const data = await decodeCategory(category, { imageSize: 32, channels: 3 });
  const coarse = await rebuildFromBlocks(data, { blocks: 1, items: 500 });
  const fine = await rebuildFromBlocks(data, { blocks: 8, items: 500 });
  assertEquals([coarse.items, fine.items], [40, 500]);
  assertAtMost(fine.defect, coarse.defect / 2, "error of defects at the fine ratio");
  assert(coarse.defect > coarse.normal);
});
