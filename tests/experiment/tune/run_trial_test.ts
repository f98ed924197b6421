import { assert, assertEquals } from "@std/assert";
import { useBackend } from "../../../lib/backend/backend.ts";
import { runTrial } from "../../../lib/experiment/tune/run_trial.ts";
import type { TuneSetup } from "../../../lib/experiment/tune/setup.ts";
import { listTrials } from "../../../lib/experiment/tune/trials.ts";
import type { Progress } from "../../../lib/train/progress.ts";
import { noLeak } from "../../no_leak.ts";
import { withTempDir } from "../../temp_dir.ts";
import { copySmallBottle } from "../small_bottle.ts";
import { smallSetup } from "./small_setup.ts";

await useBackend();

Deno.test("runTrial: trains on one half of the images and is measured on the other, of which it saw none", () =>
  withTempDir(async (dir) => {
    const setup = await smallSetup(await copySmallBottle(dir), {
      plan: { candidates: [{ name: "narrow", config: { baseWidth: 2 } }] },
      rounds: [{ share: 0.002, folds: [0, 1], images: 4 }],
    });
    const narrow = setup.candidates.filter(({ name }) => name === "narrow");
    for (const trial of await listTrials(setup, 1, narrow)) {
      const { watched, decoded, read } = watch(setup);
      let trainedBy = 0;
      const onProgress = ({ phase }: Progress) => {
        if (phase === "train") trainedBy = read.length;
      };
      await noLeak(async () => {
        assertEquals(await runTrial(dir, watched, trial, { onProgress }), "done");
      });
      const { fit, heldOut } = trial.images;
      assertEquals(decoded, [fit, heldOut].map((files) => files.map(({ path }) => path)));
      const [trained, measured] = decoded.map((paths) => new Set(paths));
      assertEquals([trained!.size, measured!.size], [6, 4]);
      assert(trained!.isDisjointFrom(measured!));
      assertEquals(new Set(read.slice(0, trainedBy)), trained);
      assertEquals(new Set(read.slice(trainedBy)), measured);
    }
  }));

/** The setup, and the paths of the images that are decoded in each call and then read. */
function watch({ dataset, ...setup }: TuneSetup) {
  const { source } = dataset;
  const decoded: string[][] = [];
  const read: string[] = [];
  const decode: typeof source.decode = async (files, options) => {
    decoded.push(files.map(({ path }) => path));
    const set = await source.decode(files, options);
    return {
      ...set,
      read: (indices) => {
        read.push(...indices.map((index) => set.files[index]!.path));
        return set.read(indices);
      },
    };
  };
  return {
    watched: { ...setup, dataset: { ...dataset, source: { ...source, decode } } },
    decoded,
    read,
  };
}
