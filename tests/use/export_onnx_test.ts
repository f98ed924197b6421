import { assertEquals } from "@std/assert";
import { assertClose } from "../close.ts";
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
  VARIANTS,
} from "../export/exported.ts";
import { exportedOutputs } from "../export/formats_table.ts";
import { onnxObstacle, onnxPython, runPython } from "../export/python.ts";

Deno.test({
  name: "export: every model passes onnx.checker and gives the detector's results in onnxruntime",
  ignore: skipBecause("export: every model in onnxruntime", exportObstacle ?? onnxObstacle),
  fn: () =>
    noLeak(() =>
      withTempDir(async (dir) => {
        await Deno.writeFile(`${dir}/pixels`, held.pixels);
        const defaults = EXPORTED.map((id) => [id, {}] as const);
        for (const [i, [id, config]] of [...defaults, ...VARIANTS].entries()) {
          const folder = `${dir}/${i}`;
          const own = await exportTrained(id, { folder, to: "onnx", config, calibrated: true });
          const { code, stderr } = runPython(onnxPython!, [
            ...["tests/export/run_onnx.py", `${dir}/pixels`, `${COUNT},${SIZE},${SIZE},3`],
            folder,
          ]);
          assertEquals(code, 0, `${id}: ${stderr}`);
          const there = readResults(folder, Object.keys(own));
          assertEquals(Object.keys(own), exportedOutputs(id, true), id);
          for (const [name, values] of Object.entries(own)) {
            const bound = ["scores", "maps"].includes(name) ? TOLERANCE.exported : TOLERANCE.parity;
            assertClose(there[name]!, values, bound, `${id}: ${name} in ONNX`);
          }
        }
      })
    ),
});
