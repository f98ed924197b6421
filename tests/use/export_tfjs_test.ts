import { assertEquals } from "@std/assert";
import { assertClose } from "../close.ts";
import { runDeno } from "../child.ts";
import { noLeak } from "../no_leak.ts";
import { skipBecause } from "../skip.ts";
import { withTempDir } from "../temp_dir.ts";
import { TOLERANCE } from "../tolerances.ts";
import {
  COUNT,
  EXPORTED,
  exportObstacle,
  exportTrained,
  held,
  readResults,
  SIZE,
} from "../export/exported.ts";
import { exportedOutputs } from "../export/formats_table.ts";

Deno.test({
  name: "export: every model gives the detector's results in plain tfjs",
  ignore: skipBecause("export: every model in tfjs", exportObstacle),
  fn: () =>
    noLeak(() =>
      withTempDir(async (dir) => {
        const own = new Map<string, Awaited<ReturnType<typeof exportTrained>>>();
        for (const id of EXPORTED) {
          const folder = `${dir}/${id}`;
          own.set(id, await exportTrained(id, { folder, to: "tfjs", calibrated: true }));
        }
        await Deno.writeFile(`${dir}/pixels`, held.pixels);
        const { code, stderr } = await runDeno([
          ...["run", "--allow-all", "--no-check", "tests/export/run_tfjs.ts"],
          ...["wasm", `${dir}/pixels`, `${COUNT},${SIZE},${SIZE},3`],
          ...EXPORTED.map((id) => `${dir}/${id}`),
        ]);
        assertEquals(code, 0, stderr);
        for (const [id, results] of own) {
          const there = readResults(`${dir}/${id}`, Object.keys(results));
          assertEquals(Object.keys(results), exportedOutputs(id, true), id);
          for (const [name, values] of Object.entries(results)) {
            const bound = ["scores", "maps"].includes(name) ? TOLERANCE.exported : TOLERANCE.parity;
            assertClose(there[name]!, values, bound, `${id}: ${name} in tfjs`);
          }
        }
      })
    ),
});
