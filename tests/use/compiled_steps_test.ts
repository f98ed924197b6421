/**
 * Compares every training step of the library, compiled, with the same step op by op.
 *
 * Without oneDNN both give the same bits, as `deno task test:machines` requires. With oneDNN, other
 * kernels run in a graph, and Adam amplifies their last bits.
 */
import { assert, assertEquals } from "@std/assert";
import { useBackend } from "../../lib/backend/backend.ts";
import { runsCompiled } from "../../lib/backend/compile.ts";
import { setGraphOptions } from "../../lib/backend/settings/graph_options.ts";
import { ffiBinding } from "../../lib/backend/tensorflow/register.ts";
import { type CategoryImages, decodeCategory } from "../../lib/data/checks/category_images.ts";
import { loadCategory } from "../../lib/data/mod.ts";
import type { DetectorConfig } from "../../lib/detector/contract/detector.ts";
import { scoreImages } from "../../lib/detector/scoring/scoring.ts";
import { createDetector } from "../../lib/registry/create.ts";
import { findMethod, METHODS } from "../../lib/registry/registry.ts";
import { amplification, withOtherLastBits } from "../amplification.ts";
import { assertAtMost, assertClose, relativeError } from "../close.ts";
import { trains } from "../methods/trains.ts";
import { noLeak } from "../no_leak.ts";
import { skipBecause } from "../skip.ts";
import { TOLERANCE } from "../tolerances.ts";
import { useDrawnWeights } from "../weights.ts";

const backend = await useBackend();
const ignore = skipBecause(
  "compiled steps",
  runsCompiled() ? undefined : `nothing is compiled on ${backend.description}`,
);
/** Whether bits must be equal: TensorFlow's own kernels are the same in a graph. */
const exact = Deno.env.get("TF_ENABLE_ONEDNN_OPTS") === "0";
useDrawnWeights("squeezenet1_1", "efficientnet_lite0");

const STEPS = 10;
const BATCH = 4;

/** Options that make the steps of a method short. */
const SMALL: Record<string, Record<string, unknown>> = {
  daad: { baseWidth: 16, items: 20 },
  daad_plus: { baseWidth: 16, items: 20 },
  ae: { baseWidth: 16 },
  vae: { baseWidth: 8, score: "elbo", samples: 2 },
  memae: { widths: [16, 32, 32], items: 20 },
  aesc: { baseWidth: 8 },
  favae: { backbone: "squeezenet1_1", baseWidth: 16 },
  ganomaly: { baseWidth: 8 },
  skip_ganomaly: { baseWidth: 8 },
  anogan: { baseWidth: 8, search: { steps: 5 } },
  ocgan: { baseWidth: 4, discriminatorWidth: 4 },
  spade: { backbone: "efficientnet_lite0" },
  maha: { backbone: "efficientnet_lite0" },
  cavga: { backbone: "squeezenet1_1", latent: 8, discriminatorWidth: 4 },
  adgan: { baseWidth: 4, criticSteps: 2, search: { seeds: 1, rounds: 2 } },
  geotrans: { imageSize: 8, depth: 10, widen: 1, batchSize: 288 },
  arnet: { baseWidth: 4 },
};

interface Training {
  readonly losses: number[];
  readonly state: Record<string, Float32Array>;
  readonly scores: Float32Array;
}

const whole = await loadCategory("data/sample/bottle");
const category = {
  ...whole,
  train: whole.train.slice(0, STEPS * BATCH),
  test: whole.test.slice(0, 4),
};

const decoded = new Map<string, Promise<CategoryImages>>();

/** The images as a method needs them; most need the same. */
function decode({ imageSize, channels, resize }: DetectorConfig): Promise<CategoryImages> {
  const options = { imageSize, channels, resize };
  const key = JSON.stringify(options);
  if (!decoded.has(key)) decoded.set(key, decodeCategory(category, options));
  return decoded.get(key)!;
}

/** Ten steps on real images, then the scores of some others. */
async function tenSteps(
  method: string,
  { compiled, lastBits }: { compiled: boolean; lastBits?: number },
): Promise<Training> {
  setGraphOptions({ compiled });
  using recorded = countRecordings();
  try {
    const steps = trains(findMethod(method)) ? { epochs: 1, batchSize: BATCH } : {};
    const config = { ...steps, ...SMALL[method] };
    using detector = await createDetector(method, category, { imageSize: 32, config });
    const data = await decode(detector.config);
    const disturb = async () => {
      if (lastBits === undefined) return;
      detector.state.import(withOtherLastBits(await detector.state.export(), lastBits), "test");
    };
    const losses: number[] = [];
    if (trains(findMethod(method))) await disturb();
    await detector.fit(data.train, { seed: 0, onProgress: ({ loss }) => losses.push(loss!) });
    if (!trains(findMethod(method))) await disturb();
    const state = Object.entries(await detector.state.export())
      .map(([name, { values }]) => [name, values] as const);
    const { scores } = await scoreImages(detector, data.test);
    // Compiling a function begins by recording it.
    assertEquals(recorded.count > 0, compiled, `${recorded.count} functions were recorded`);
    return { losses, state: Object.fromEntries(state), scores };
  } finally {
    setGraphOptions({ compiled: true });
  }
}

/** Counts the functions that are recorded until it is disposed. */
function countRecordings(): Disposable & { readonly count: number } {
  const binding = ffiBinding()!;
  const { record } = binding;
  let count = 0;
  binding.record = (...given) => {
    count++;
    return record.apply(binding, given) as ReturnType<typeof record<never>>;
  };
  return {
    get count() {
      return count;
    },
    [Symbol.dispose]: () => void (binding.record = record),
  };
}

for (const method of METHODS) {
  const { id } = method;
  Deno.test({
    name: `${id}: ten compiled steps agree with ten steps op by op${exact ? " exactly" : ""}`,
    ignore,
    fn: () =>
      noLeak(async () => {
        const compiled = await tenSteps(id, { compiled: true });
        const single = await tenSteps(id, { compiled: false });
        if (trains(method)) assertEquals(compiled.losses.length, STEPS);
        if (exact) return assertEquals(compiled, single);
        const compared = trains(method) ? ["losses", "scores"] as const : ["scores"] as const;
        // If nothing rounded differently, there is nothing to measure.
        if (compared.every((what) => relativeError(compiled[what], single[what]) === 0)) return;
        if (trains(method)) {
          const [first, expected] = [compiled.losses.slice(0, 1), single.losses.slice(0, 1)];
          assertClose(first, expected, TOLERANCE.firstStep, "the first loss");
        }
        const disturbed: Training[] = [];
        for (const lastBits of [1, 2, 3]) {
          disturbed.push(await tenSteps(id, { compiled: false, lastBits }));
        }
        for (const what of compared) {
          const amplified = amplification(single[what], disturbed.map((other) => other[what]));
          assert(amplified > 0, "other last bits change something");
          assertAtMost(
            relativeError(compiled[what], single[what]),
            TOLERANCE.amplified * amplified,
            `${what} after ten steps, which other last bits change by ${amplified}: ` +
              "relative difference",
          );
        }
      }),
  });
}
