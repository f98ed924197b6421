/** Images with more than 8 bits are read by trials as by runs. */
import { assertEquals } from "@std/assert";
import { useBackend } from "../../../lib/backend/backend.ts";
import { openTraining } from "../../../lib/data/mod.ts";
import { keptDataFacts } from "../../../lib/experiment/tune/data_facts.ts";
import { beginTuning } from "../../../lib/experiment/tune/folder.ts";
import { runTrial } from "../../../lib/experiment/tune/run_trial.ts";
import { prepareTuning } from "../../../lib/experiment/tune/setup.ts";
import { readTrial } from "../../../lib/experiment/tune/trial_record.ts";
import { listTrials } from "../../../lib/experiment/tune/trials.ts";
import { Random } from "../../../lib/random.ts";
import { configHash } from "../../../lib/record/run/config_hash.ts";
import { completeConfig } from "../../../lib/registry/create.ts";
import { grayTiff } from "../../data/tiff.ts";
import { withTempDir } from "../../temp_dir.ts";

await useBackend();

Deno.test("tune: a trial reads images by the values of all training images, as a run does", () =>
  withTempDir(async (dir) => {
    const random = new Random(0);
    for (let i = 0; i < 8; i++) {
      // Only the last uses the range, and only one half has it.
      const values = Float32Array.from(
        { length: 256 },
        () => random.uniform() * (i === 7 ? 1 : 0.1),
      );
      await Deno.mkdir(`${dir}/ok`, { recursive: true });
      await Deno.writeFile(`${dir}/ok/${i}.tif`, grayTiff(values, 16));
    }
    const dataset = await openTraining({ normal: [`${dir}/ok`] });
    const rounds = [{ share: 0.01, folds: [0, 1] as const, images: 4 }];
    const setup = await prepareTuning(dataset, {
      ...{ method: "ae", seed: 0, candidates: [{ name: "default", config: { baseWidth: 2 } }] },
      profile: { about: "", imageSize: 16, rounds },
    });
    await beginTuning(`${dir}/out`, setup);
    const { fingerprint, valueRange } = setup;
    const { versions: _, ...kept } = (await keptDataFacts(`${dir}/out`, dataset))!;
    assertEquals(kept, { fingerprint, valueRange: valueRange! });
    const ranges = [];
    for (const trial of await listTrials(setup, 1, setup.candidates)) {
      await runTrial(`${dir}/out`, setup, trial);
      const { config } = await readTrial(`${dir}/out/${trial.folder}/record.json`);
      ranges.push(config.valueRange);
    }
    const run = await completeConfig("ae", dataset, { imageSize: 16, config: { baseWidth: 2 } });
    assertEquals(ranges, [run.valueRange, run.valueRange]);
    assertEquals(setup.candidates[0]!.runHash, await configHash({ ...run }));
  }));
