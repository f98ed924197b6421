import { assert, assertEquals, assertRejects } from "@std/assert";
import { decodeCategory, loadCategory } from "../../../lib/data/mod.ts";
import { InputError } from "../../../lib/errors.ts";
import { inspectMemories } from "../../../lib/experiment/notebook/inspect_memories.ts";
import { createDetector } from "../../../lib/registry/create.ts";
import { memorySheet } from "../../../lib/report/pictures/memory.ts";
import { plotMemoryUsage } from "../../../lib/report/plots/memory_usage.ts";
import { renderSvg } from "../../../lib/report/svg/render.ts";
import { assertNear } from "../../close.ts";

const category = await loadCategory("data/sample/bottle");

for (const [method, levels] of [["daad", 3], ["memae", 1]] as const) {
  Deno.test(`inspectMemories: ${method}'s usage sums to 1, items are decoded where they are read`, async () => {
    using detector = await createDetector(method, category, { imageSize: 32 });
    const { train } = await decodeCategory(category, detector.config);
    const inspections = await inspectMemories(detector, train, { count: 3 });
    assertEquals(inspections.length, levels);
    for (const { usage, effectiveItems, blocks, mean, top } of inspections) {
      assertNear(usage.reduce((sum, share) => sum + share, 0), 1, 1e-3);
      assert(effectiveItems >= 1 && effectiveItems <= usage.length + 1e-3);
      assertEquals(top.map(({ share }) => share), [...usage].sort((a, b) => b - a).slice(0, 3));
      assert(top.every(({ block }) => block < blocks));
      assert(top.some(({ tile }) => tile.pixels.some((value, i) => value !== mean.pixels[i])));
    }
    assertEquals((await memorySheet(inspections)).name, "memory");
    assert(renderSvg(plotMemoryUsage(inspections)).includes("effectively"));
  });
}

Deno.test("inspectMemories: a method without memories is refused", async () => {
  using detector = await createDetector("ae", category, { imageSize: 32 });
  const { train } = await decodeCategory(category, detector.config);
  await assertRejects(() => inspectMemories(detector, train), InputError, "ae: has no memories");
});
