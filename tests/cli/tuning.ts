/** A tuning of the AE that takes seconds. */
import { copySmallBottle } from "../experiment/small_bottle.ts";

/** Writes images and a plan to `dir`, without any test image; the command needs `--out`. */
export async function smallTuning(dir: string): Promise<string[]> {
  const data = await copySmallBottle(dir);
  await Deno.remove(`${data}/test`, { recursive: true });
  await Deno.remove(`${data}/ground_truth`, { recursive: true });
  const candidates = [{ name: "narrow", config: { baseWidth: 2 } }];
  await Deno.writeTextFile(`${dir}/plan.json`, JSON.stringify({ candidates }));
  return [
    ...["tune", "--data", data, "--method", "ae", "--plan", `${dir}/plan.json`],
    ...["--profile", "smoke", "--image-size", "16"],
  ];
}
