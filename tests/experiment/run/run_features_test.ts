/** Runs of methods that train nothing. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { useBackend } from "../../../lib/backend/backend.ts";
import { run } from "../../../lib/experiment/run/run.ts";
import { readRecord } from "../../../lib/record/run/record_file.ts";
import type { Progress } from "../../../lib/train/progress.ts";
import { noLeak } from "../../no_leak.ts";
import { withTempDir } from "../../temp_dir.ts";
import { exists } from "../../until.ts";
import { useDrawnWeights } from "../../weights.ts";
import { copySmallBottle } from "../small_bottle.ts";

await useBackend();
useDrawnWeights("squeezenet1_1");

for (const [method, hasMaps] of [["spade", true], ["maha", false]] as const) {
  Deno.test(`run: ${method} has a record without training, and pictures where it has maps`, () =>
    noLeak(() =>
      withTempDir(async (dir) => {
        const out = `${dir}/out`;
        await Deno.mkdir(`${out}/heatmaps`, { recursive: true }); // from an earlier run
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

Deno.test("run: asked for scores alone, a method that trains nothing scores no training image", () =>
  noLeak(() =>
    withTempDir(async (dir) => {
      const options = {
        ...{ method: "maha", imageSize: 48, overrides: { backbone: "squeezenet1_1" } },
        ...{ data: await copySmallBottle(dir), overridesSource: "small.json", seed: 0 },
      };
      const results = async (out: string, writers?: ["scores"]) => {
        const scored = new Set<number>();
        const onProgress = ({ phase, total }: Progress) => phase === "score" && scored.add(total);
        const { metrics, thresholds } = await run({ ...options, out, writers, onProgress });
        const scores = await Deno.readTextFile(`${out}/scores.csv`);
        return { scored: [...scored], metrics, scores, thresholds: thresholds?.length };
      };
      const whole = await results(`${dir}/whole`);
      assertEquals([whole.scored, whole.thresholds], [[8, 12], 1]); // test and training images
      const { scored, thresholds, ...cell } = await results(`${dir}/cell`, ["scores"]);
      assertEquals([scored, thresholds], [[8], undefined]);
      assertEquals(cell, { metrics: whole.metrics, scores: whole.scores });
      // Files of an earlier run that this one does not write are removed; other files stay.
      await Deno.writeTextFile(`${dir}/whole/notes.txt`, "mine");
      await results(`${dir}/whole`, ["scores"]);
      const names = [...Deno.readDirSync(`${dir}/whole`)].map(({ name }) => name).sort();
      assertEquals(names, [".daad", "notes.txt", "record.json", "scores.csv"]);
    })
  ));
