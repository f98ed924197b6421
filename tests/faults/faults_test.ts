/** A few seeded tries of every fault; `deno task test:faults:full` makes many more. */
import { assertEquals } from "@std/assert";
import { skipBecause } from "../skip.ts";
import { withTempDir } from "../temp_dir.ts";
import { FAULTS } from "./faults.ts";

for (const { id, title, short, obstacle, run } of FAULTS) {
  if (short === 0) continue; // has its own test
  const name = `faults: ${id}: ${title}: nothing is lost in ${short} tries that strike`;
  Deno.test({
    name,
    ignore: skipBecause(name, obstacle),
    fn: () =>
      withTempDir(async (dir) => {
        const { tries, problems } = await run({ dir, tries: short, seed: 7, onTry: () => {} });
        assertEquals({ tries, problems }, { tries: short, problems: [] });
      }),
  });
}
