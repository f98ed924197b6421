import { assertEquals } from "@std/assert";
import { cellPaths } from "../../../lib/experiment/sweep/cell_state.ts";
import { writeTrial } from "../../../lib/experiment/tune/trial_record.ts";
import { tune } from "../../../lib/experiment/tune/tune.ts";
import { withTempDir } from "../../temp_dir.ts";
import { copySmallBottle } from "../small_bottle.ts";
import { someTrial } from "./records.ts";
import { smallSetup } from "./small_setup.ts";

const PLAN = {
  candidates: [
    { name: "fine", config: { baseWidth: 2 } },
    { name: "lost", config: { baseWidth: 4 } },
    { name: "longer", config: {}, epochs: 2 },
  ],
};

for (const [spread, verdict] of [[0.02, "better"], [-0.2, "no difference"]] as const) {
  Deno.test(`tune: more epochs are compared only where all are trained to their end: ${verdict}`, () =>
    tuneLonger(spread, verdict));
}

/** @param spread By how much the longer training's AUROCs differ from kind to kind and fold to fold. */
async function tuneLonger(spread: number, verdict: string): Promise<void> {
  await withTempDir(async (dir) => {
    const setup = await smallSetup(await copySmallBottle(dir), {
      plan: PLAN,
      rounds: [
        { share: 0.25, folds: [0], images: 4 },
        { share: 1, folds: [0, 1], images: 4, candidates: 1 },
      ],
    });
    const results = `${dir}/out`;
    const rounds: string[][] = [];
    const aurocs: Record<string, number> = { default: 0.5, fine: 0.7, lost: 0.4, longer: 0.95 };
    const choice = await tune(setup, {
      ...{ results, workers: 1 },
      onRound: (_, trials) => rounds.push(trials.map(({ candidate }) => candidate.name)),
      start: (trial) => {
        const { folder, record } = cellPaths(results, trial);
        const { candidate: { name, runHash }, round, fold } = trial;
        const facts = { candidate: name, runHash, round, fold, method: "ae" };
        const kinds = ["stain", "scratch"].map((kind, k) => ({
          kind,
          top: aurocs[name]! + (name === "longer" ? spread : 0.01) * (k + fold),
        }));
        const end = Deno.mkdir(folder, { recursive: true })
          .then(() => writeTrial(record, someTrial({ ...facts, kinds })))
          .then(() => ({}));
        return { end, stop: () => {} };
      },
    });
    assertEquals(rounds, [
      ["default", "fine", "lost"],
      ["default", "fine", "longer", "default", "fine", "longer"],
    ]);
    assertEquals([choice.chosen.candidate, choice.verdict], ["longer", verdict]);
  });
}
