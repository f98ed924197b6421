/** Tunings of the AE on images of 16 pixels. */
import { openTraining } from "../../../lib/data/mod.ts";
import { parseCandidates } from "../../../lib/experiment/tune/candidates.ts";
import type { Round } from "../../../lib/experiment/tune/profile.ts";
import { prepareTuning, type TuneSetup } from "../../../lib/experiment/tune/setup.ts";

/** The setup of such a tuning; `data` is the folder of a category. */
export async function smallSetup(
  data: string,
  { plan, rounds, seed = 0 }: {
    readonly plan: unknown;
    readonly rounds: readonly Round[];
    readonly seed?: number;
  },
): Promise<TuneSetup> {
  return await prepareTuning(await openTraining({ data }), {
    method: "ae",
    candidates: parseCandidates(plan, "plan"),
    profile: { about: "", imageSize: 16, rounds },
    seed,
  });
}
