import { assertRejects } from "@std/assert";
import { openTraining } from "../../../lib/data/mod.ts";
import { InputError } from "../../../lib/errors.ts";
import { PROFILE } from "../../../lib/experiment/tune/profile.ts";
import { prepareTuning } from "../../../lib/experiment/tune/setup.ts";

Deno.test("tune: a candidate with tiles is refused before anything is trained", async () => {
  const dataset = await openTraining({ data: "data/sample/bottle", trainImages: 12 });
  const candidates = [{ name: "tiles", config: { tile: { size: 32 } } }];
  await assertRejects(
    () => prepareTuning(dataset, { method: "ae", candidates, profile: PROFILE.smoke, seed: 0 }),
    InputError,
    "candidate tiles: tile: trials resize whole images; leave it out",
  );
});
