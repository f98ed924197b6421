/** Every training step of the library, compiled against op by op. */
import { assertEquals } from "@std/assert";
import { useBackend } from "../../lib/backend/backend.ts";
import { runsCompiled } from "../../lib/backend/compile.ts";
import { setGraphOptions } from "../../lib/backend/graph_options.ts";
import { decodeCategory, loadCategory } from "../../lib/data/mod.ts";
import { createDetector } from "../../lib/methods/create.ts";
import { findMethod, METHODS } from "../../lib/methods/registry.ts";
import { scoreImages } from "../../lib/train/scoring.ts";
import { runDeno } from "../child.ts";
import { assertClose } from "../close.ts";
import { noLeak } from "../no_leak.ts";
import { skipBecause } from "../skip.ts";
import { TOLERANCE } from "../tolerances.ts";
import { useDrawnWeights } from "../weights.ts";
import { trains } from "./trains.ts";

/** Set in the child process, whose results must agree to the last bit. */
const EXACT = "DAAD_TEST_EXACT";

const backend = await useBackend();
const ignore = skipBecause(
  "compiled steps",
  runsCompiled() ? undefined : `nothing is compiled on ${backend.description}`,
);
const exact = Deno.env.get(EXACT) === "1";
useDrawnWeights("squeezenet1_1", "efficientnet_lite0");

/** What makes ten steps of a method, and makes them short. */
const TEN_STEPS: Record<string, Record<string, unknown>> = {
  daad: { items: 50 },
  daad_plus: { items: 50 },
  vae: { score: "elbo", samples: 2 },
  memae: { items: 50 },
  aesc: { baseWidth: 8 },
  favae: { backbone: "squeezenet1_1", baseWidth: 16 },
  ganomaly: { baseWidth: 8 },
  skip_ganomaly: { baseWidth: 8 },
  anogan: { baseWidth: 8, search: { steps: 5 } },
  ocgan: { baseWidth: 4, discriminatorWidth: 4 },
  spade: { backbone: "efficientnet_lite0" },
  maha: { backbone: "efficientnet_lite0" },
  cavga: { backbone: "squeezenet1_1", discriminatorWidth: 8 },
  adgan: { baseWidth: 8, search: { seeds: 2, rounds: 2 } },
  geotrans: { imageSize: 32, depth: 10, widen: 1, batchSize: 576 },
  arnet: { baseWidth: 8 },
};

/** Ten steps on real images, then the scores of some others. */
async function tenSteps(
  method: string,
  compiled: boolean,
): Promise<{ losses: number[]; state: Record<string, Float32Array>; scores: Float32Array }> {
  setGraphOptions({ compiled });
  try {
    const whole = await loadCategory("data/sample/bottle");
    const category = { ...whole, train: whole.train.slice(0, 80), test: whole.test.slice(0, 8) };
    const steps = trains(findMethod(method)) ? { epochs: 1, batchSize: 8 } : {};
    const config = { ...steps, ...TEN_STEPS[method] };
    using detector = await createDetector(method, category, { imageSize: 64, config });
    const data = await decodeCategory(category, detector.config);
    const losses: number[] = [];
    await detector.fit(data.train, { seed: 0, onProgress: ({ loss }) => losses.push(loss!) });
    const state = Object.entries(await detector.state.export())
      .map(([name, { values }]) => [name, values] as const);
    const { scores } = await scoreImages(detector, data.test);
    return { losses, state: Object.fromEntries(state), scores };
  } finally {
    setGraphOptions({ compiled: true });
  }
}

for (const method of METHODS) {
  const { id } = method;
  Deno.test({
    name: `${id}: ten compiled steps agree with ten steps op by op${exact ? " exactly" : ""}`,
    ignore,
    fn: () =>
      noLeak(async () => {
        const [compiled, single] = [await tenSteps(id, true), await tenSteps(id, false)];
        assertEquals(compiled.losses.length, 10);
        if (exact) return assertEquals(compiled, single);
        const [left, right] = trains(method)
          ? [compiled.losses, single.losses]
          : [compiled.scores, single.scores];
        assertClose(left, right, TOLERANCE.sums);
      }),
  });
}

Deno.test({
  name: "without oneDNN, compiled steps and scores have the same bits as op by op",
  ignore: ignore || exact,
  fn: async () => {
    const file = new URL(import.meta.url).pathname;
    const { code, stdout } = await runDeno(["test", "--quiet", "--allow-all", file], {
      env: { [EXACT]: "1", TF_ENABLE_ONEDNN_OPTS: "0" },
    });
    assertEquals(code, 0, stdout);
    assertEquals(stdout.match(/op by op exactly/g)?.length, METHODS.length);
  },
});
