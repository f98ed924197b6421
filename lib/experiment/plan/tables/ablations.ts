/**
 * The down-sampling figure and the ablations.
 *
 * @module
 */
import type { Plan, Profile, Variant } from "../plan.ts";
import { ABLATION_CATEGORIES, MVTEC_DATA } from "./mvtec.ts";
import { AE_SCORE, narrowCode } from "./pairs.ts";

const BLOCKS = [1, 2, 4, 8, 16, 32, 64];
/** Hundreds of runs: a night's work takes smaller images than the tables of methods have. */
const NIGHT: Profile = {
  about: "a minute a run on two cores: 64 pixels, each method's own epochs",
  imageSize: 64,
  seeds: [0],
};

const BASE = {
  ...MVTEC_DATA,
  categories: ABLATION_CATEGORIES,
  profiles: { ...MVTEC_DATA.profiles, cpu: NIGHT },
} as const;

/** Auto-encoders with and without memory that shrink the image 2× … 32×. */
export const DOWNSAMPLING: Plan = {
  ...BASE,
  id: "downsampling",
  title: "Down-sampling ratio",
  variants: [1, 2, 3, 4, 5].flatMap((levels) => [
    { id: `ae-down${2 ** levels}`, method: "ae", overrides: { levels } },
    {
      id: `memae-down${2 ** levels}`,
      method: "memae",
      overrides: {
        widths: Array.from({ length: levels }, (_, level) => 16 * 2 ** level),
        encoderKernels: Array(levels).fill(4),
      },
    },
  ]),
};

/** Blocks from the whole map to single positions, per axis; clamped to each level's size. */
export const GRANULARITY: Plan = {
  ...BASE,
  id: "granularity",
  title: "Granularity of the division",
  variants: [
    ...BLOCKS.map((r) => division(`${r}x${r}x1`, r, r, 1)),
    division("4x1x1", 4, 1, 1),
    division("1x4x1", 1, 4, 1),
    division("4x4x2", 4, 4, 2),
    division("4x4x4", 4, 4, 4),
  ],
};

/** N of each memory. */
export const MEMORY_SIZE: Plan = {
  ...BASE,
  id: "memory-size",
  title: "Size of the memory",
  variants: [25, 50, 100, 200, 400, 800].map(ofItems),
};

/** From the auto-encoder to DAAD+, one part at a time. */
export const COMPONENTS: Plan = {
  ...BASE,
  id: "components",
  title: "Components",
  variants: [
    {
      id: "auto-encoder",
      method: "daad",
      overrides: { skips: "none", deepest: "plain" },
    },
    // The code is as narrow as at 32 pixels in the table of CIFAR-10.
    {
      id: "ae_bottleneck",
      method: "ae",
      profiles: {
        smoke: narrowCode(500, 64),
        notebook: narrowCode(500, 64),
        cpu: narrowCode(500, 64),
        paper: narrowCode(500, 256),
      },
    },
    // Above 32 pixels only its statistic differs from the AE's.
    { id: "memae_as_ae", method: "memae", overrides: { score: AE_SCORE } },
    { id: "u-net", method: "daad", overrides: { skips: "plain", deepest: "plain" } },
    { id: "memory", method: "daad" },
    { id: "memory-adversarial", method: "daad_plus" },
  ],
};

/** Changes made to both methods alike. */
const CONDITIONS: Readonly<Record<string, Omit<Variant, "id" | "method">>> = {
  wide: { overrides: { baseWidth: 32 } },
  long: { epochsTimes: 2 },
  mean: { overrides: { score: { statistic: "mean", topFraction: 0.01, sigmaAt256: 4 } } },
  max: { overrides: { score: { statistic: "max", topFraction: 0.01, sigmaAt256: 4 } } },
};

/**
 * DAAD and the auto-encoder under each condition, to show where DAAD's gain comes from. Not in the
 * paper, whose formula has no temperature, that is, T = 1.
 */
export const AGAINST_AE: Plan = {
  ...BASE,
  id: "against-ae",
  title: "DAAD against the AE",
  variants: [
    { id: "ae", method: "ae" },
    { id: "daad", method: "daad" },
    ...Object.entries(CONDITIONS).flatMap(([name, condition]) =>
      ["ae", "daad"].map((method) => ({ id: `${method}-${name}`, method, ...condition }))
    ),
    ...[1, 0.1, 0.01].map(atTemperature),
  ],
};

function atTemperature(temperature: number): Variant {
  const id = `daad-temperature${temperature}`.replace(".", "_");
  return { id, method: "daad", overrides: { temperature } };
}

function ofItems(items: number): Variant {
  return { id: `daad-items${items}`, method: "daad", overrides: { items } };
}

function division(name: string, height: number, width: number, channels: number) {
  return {
    id: `daad-${name}`,
    method: "daad",
    overrides: { division: { height, width, channels } },
  };
}
