import { assertEquals } from "@std/assert";
import { formatReplaced } from "../../../tools/tables/replaced_table.ts";
import { someRecord } from "../../record/table/records.ts";

const run = (
  blocks: number,
  items: number,
  seed: number,
  value: number,
  category = "bottle",
  imageSize = 128,
) =>
  someRecord({
    ...{ category, seed, value, imageSize, own: "top", statistics: { top: value } },
    overrides: { division: { height: blocks, width: blocks, channels: 1 }, items },
  });

Deno.test("formatReplaced: equal categories and seeds, by each score that both have", async () => {
  const records = await Promise.all([
    run(8, 400, 0, 0.7),
    run(8, 400, 1, 0.72),
    run(4, 100, 0, 0.8),
    run(4, 100, 1, 0.8),
    run(4, 100, 0, 0.1, "grid"), // not before
    run(8, 100, 0, 0.1), // neither
    ...[[8, 400], [4, 100]].map(([blocks, items]) => run(blocks!, items!, 0, 0.1, "bottle", 64) // of another size
    ),
  ]);
  const [, , row, ...others] = formatReplaced(records)!.split("\n");
  assertEquals(others, []);
  const cells = row!.split("|").slice(1, -1).map((cell) => cell.trim());
  assertEquals(cells, [
    "each method's own score",
    "71.0 ± 1.4",
    "80.0 ± 0.0",
    "+9.0 (2 pairs)",
    "bottle",
  ]);
  assertEquals(formatReplaced(records.slice(2)), undefined);
});
