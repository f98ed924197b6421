/** Damaged files end in success or in one clear line: never in a hang, a crash or a stack trace. */
import { assert, assertEquals } from "@std/assert";
import { withTempDir } from "../../temp_dir.ts";
import { FORMATS } from "./formats.ts";
import { runCases } from "./run.ts";

/** Cases per format; 6,000 in total. */
const CASES = 500;
for (const format of Object.keys(FORMATS)) {
  Deno.test(`fuzz: ${CASES} damaged ${format} files are read or refused in one line`, () =>
    withTempDir(async (dir) => {
      const { results, stderr, code, hung } = await runCases(format, CASES, dir);
      const last = results.at(-1)?.index ?? -1;
      assert(!hung, `${format} case ${last + 1} hangs`);
      assertEquals([code, stderr], [0, ""], `${format} case ${last + 1}`);
      assertEquals(results.filter(({ outcome }) => outcome === "failed"), []);
      assertEquals(results.length, CASES);
      const count = (wanted: string) => results.filter(({ outcome }) => outcome === wanted).length;
      // Damage that all files survive, or none, would test nothing.
      assert(count("read") > CASES / 100 && count("refused") > CASES / 5, `${count("read")} read`);
    }));
}
