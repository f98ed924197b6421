/**
 * The table of MVTec AD, and what it shares with the figure and the ablations.
 *
 * @module
 */
import { MVTEC_CATEGORIES } from "../../../data/mod.ts";
import type { Plan, Profile, ProfileName, Variant } from "../plan.ts";
import { LITERAL_DAAD } from "./pairs.ts";
import { tunedVariants } from "./tuned.ts";
import { methodsAsVariants } from "./variants.ts";

/** Profiles of all plans on MVTec AD. */
const MVTEC_PROFILES: Readonly<Record<ProfileName, Profile>> = {
  smoke: {
    about: "seconds a run: 1 epoch on 24 images of 64 pixels",
    imageSize: 64,
    epochs: 1,
    trainImages: 24,
    testImages: 16,
    seeds: [0],
  },
  notebook: {
    about: "half a minute a run on two cores: 40 epochs of 64 pixels",
    imageSize: 64,
    epochs: 40,
    seeds: [0],
  },
  cpu: {
    about: "one to thirty minutes a run on two cores: 128 pixels, each method's own epochs, AESc " +
      "5,000 of its 31,250 steps",
    imageSize: 128,
    seeds: [0],
  },
  paper: {
    about: "256 pixels, each method's own epochs, three seeds",
    imageSize: 256,
    seeds: [0, 1, 2],
  },
};

/** Fields that plans on MVTec AD have in common. */
export const MVTEC_DATA = {
  dataset: "mvtec",
  protocol: "one-class",
  data: "data/downloads/mvtec_ad",
  profiles: MVTEC_PROFILES,
} as const;

/** The categories of the figure and the ablations: three objects, one of them turned, and a texture. */
export const ABLATION_CATEGORIES = ["bottle", "grid", "toothbrush", "hazelnut"];

/** Networks that were trained at one size get images of that size, whatever the profile says. */
const PRETRAINED: readonly Variant[] = [
  { id: "spade", method: "spade", overrides: { imageSize: 256 } },
  { id: "maha", method: "maha", overrides: { imageSize: 380 } },
];

/** Narrower networks and smaller batches in all profiles but the full one. */
function everyShort(overrides: Readonly<Record<string, unknown>>): Pick<Variant, "profiles"> {
  return { profiles: { smoke: overrides, notebook: overrides, cpu: overrides } };
}

/** MVTec AD, all categories. */
export const MVTEC: Plan = {
  ...MVTEC_DATA,
  id: "mvtec",
  title: "MVTec AD",
  categories: [...MVTEC_CATEGORIES.keys()],
  variants: [
    ...methodsAsVariants([
      "geotrans",
      "ganomaly",
      "arnet",
      "ae",
      "memae",
      "aesc",
      "favae",
      "cavga",
    ], {
      geotrans: {
        profiles: {
          smoke: { depth: 10, widen: 1 },
          notebook: { depth: 10, widen: 1 },
          cpu: { depth: 10, widen: 2 },
        },
      },
      aesc: { profiles: { cpu: { steps: 5000 } } },
      ganomaly: everyShort({ baseWidth: 16, batchSize: 16 }),
      arnet: everyShort({ baseWidth: 16, batchSize: 8, decayAt: 0.25 }),
      // Its own size, whatever the profile says; shorter profiles have fewer channels and smaller
      // batches.
      favae: {
        overrides: { imageSize: 128 },
        profiles: {
          smoke: { baseWidth: 16, batchSize: 8 },
          notebook: { baseWidth: 32, batchSize: 8 },
          cpu: { baseWidth: 32, batchSize: 8, epochs: 50 },
        },
      },
      // With the published rate it rebuilds no more than a gray image in these steps.
      cavga: { profiles: { cpu: { learningRate: 1e-3 } } },
    }),
    ...PRETRAINED,
    ...methodsAsVariants(["daad", "daad_plus"]),
    LITERAL_DAAD,
    ...tunedVariants("mvtec"),
  ],
};
