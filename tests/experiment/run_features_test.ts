/** Runs of methods that train nothing. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { useBackend } from "../../lib/backend/backend.ts";
import { readRecord } from "../../lib/record/record.ts";
import { run } from "../../lib/experiment/run.ts";
import { noLeak } from "../no_leak.ts";
import { withTempDir } from "../temp_dir.ts";
import { useDrawnWeights } from "../weights.ts";
import { copySmallBottle } from "./small_bottle.ts";

await useBackend();
useDrawnWeights("squeezenet1_1");

const exists = (path: string) => Deno.stat(path).then(() => true, () => false);

for (const [method, hasMaps] of [["spade", true], ["maha", false]] as const) {
  Deno.test(`run: ${method} has a record without training, and pictures where it has maps`, () =>
    noLeak(() =>
      withTempDir(async (dir) => {
        const out = `${dir}/out`;
        await Deno.mkdir(`${out}/heatmaps`, { recursive: true }); // of an earlier run
        await run({
          data: await copySmallBottle(dir),
          method,
          imageSize: 48,
          overrides: { backbone: "squeezenet1_1" },
          overridesSource: "small.json",
          seed: 0,
          out,
        });
        const record = await readRecord(`${out}/record.json`);
        assertEquals([record.selection, record.epochs, record.steps, record.losses], [
          "no training",
          0,
          0,
          [],
        ]);
        assertEquals(record.parameters, 0);
        assertEquals(record.metrics.pixelAuroc !== undefined, hasMaps);
        assertEquals(
          [await exists(`${out}/heatmaps`), await exists(`${out}/overview.png`)],
          [hasMaps, hasMaps],
        );
        assertEquals(await exists(`${out}/checkpoint.safetensors`), false);
        const page = await Deno.readTextFile(`${out}/report.html`);
        assertStringIncludes(page, "Nothing is trained");
        assertStringIncludes(page, `${method.toUpperCase()}[squeezenet1_1]`);
        assertEquals(page.includes("the method has no maps"), !hasMaps);
        assertEquals(page.includes("anomaly map"), hasMaps);
        assert(!page.includes("reconstruction of"));
      })
    ));
}
