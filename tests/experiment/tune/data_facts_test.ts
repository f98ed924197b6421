import { assert, assertEquals } from "@std/assert";
import { type Dataset, openTraining } from "../../../lib/data/mod.ts";
import {
  type DataFacts,
  keepDataFacts,
  keptDataFacts,
} from "../../../lib/experiment/tune/data_facts.ts";
import { prepareTuning, type TuneSetup } from "../../../lib/experiment/tune/setup.ts";
import { listTrials } from "../../../lib/experiment/tune/trials.ts";
import { withTempDir } from "../../temp_dir.ts";
import { copySmallBottle, FILES } from "../small_bottle.ts";

Deno.test("keptDataFacts: the same trials without reading all images again, until one changes", () =>
  withTempDir(async (dir) => {
    const opened = await openTraining({ data: await copySmallBottle(dir) });
    let read = 0;
    const counted = (of: Dataset["source"]): Dataset["source"] => ({
      ...of,
      hash: (path) => (read++, of.hash(path)),
      valueRange: (files) => (read++, of.valueRange!(files)),
    });
    const dataset = { ...opened, source: counted(opened.source) };
    const out = `${dir}/out`;
    await Deno.mkdir(`${out}/.daad`, { recursive: true });
    const prepare = (facts?: DataFacts) => {
      const rounds = [{ share: 1, folds: [0, 1] as const, images: 4 }];
      const profile = { about: "", imageSize: 32, rounds };
      return prepareTuning(dataset, { method: "ae", profile, seed: 0, facts });
    };
    const folders = async (setup: TuneSetup) =>
      (await listTrials(setup, 1, setup.candidates)).map(({ folder }) => folder);
    assertEquals(await keptDataFacts(out, dataset), undefined);
    const setup = await prepare();
    await keepDataFacts(out, setup);
    assert(read > FILES.train.length);
    read = 0;
    const kept = await keptDataFacts(out, dataset);
    assertEquals(kept?.fingerprint, setup.fingerprint);
    assertEquals(await folders(await prepare(kept)), await folders(setup));
    assertEquals(read, 0);
    await Deno.copyFile(`${opened.root}/${FILES.train[1]}`, `${opened.root}/${FILES.train[0]}`);
    assertEquals(await keptDataFacts(out, dataset), undefined);
    assertEquals(
      await keptDataFacts(out, { ...dataset, train: dataset.train.slice(1) }),
      undefined,
    );
    await Deno.writeTextFile(`${out}/.daad/data.json`, "damaged");
    assertEquals(await keptDataFacts(out, dataset), undefined);
  }));
