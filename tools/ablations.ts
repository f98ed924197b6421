/**
 * The runs that each ablation shows, and what its variants are compared with.
 *
 * @module
 */
import type { ProfileName } from "../lib/experiment/plan/plan.ts";

/** The table of an ablation. */
export interface AblationTable {
  /** Title of its section. */
  readonly title: string;
  /** The question it asks, in one or two sentences of Markdown. */
  readonly about: string;
  /** The profile whose runs are shown. */
  readonly profile: ProfileName;
  /** Returns what a variant is compared with: the default, or the auto-encoder. */
  readonly referencesOf: (variant: string) => readonly string[];
  /** What the interval of a difference is taken over: whichever there are more of. */
  readonly over: "seeds" | "categories";
}

/** Tables by plan. */
export const ABLATION_TABLES: Readonly<Record<string, AblationTable>> = {
  components: {
    title: "Components",
    about: "From the auto-encoder to DAAD+, one part at a time.",
    profile: "notebook",
    referencesOf: (variant) =>
      variant === "memory-adversarial"
        ? ["auto-encoder", "memory"]
        : variant === "memory"
        ? ["auto-encoder", "ae_bottleneck", "memae_as_ae"]
        : ["auto-encoder"],
    over: "seeds",
  },
  granularity: {
    title: "Granularity",
    about: "Blocks on each level as height × width × channels. A level never has more blocks " +
      "than positions.",
    profile: "notebook",
    referencesOf: () => ["daad-8x8x1"],
    over: "seeds",
  },
  "memory-size": {
    title: "Size of the memory",
    about: "Items of each memory.",
    profile: "notebook",
    referencesOf: () => ["daad-items400"],
    over: "seeds",
  },
  "against-ae": {
    title: "DAAD against the AE",
    about: "Each condition on both methods: `wide` has 32 channels on the first level instead of " +
      "16, `long` trains longer, `mean` and `max` score by the mean and the maximum of the error " +
      "map, and T is the temperature (1 is the paper's formula).",
    profile: "notebook",
    // Another temperature has no counterpart, so it is compared with the plain AE.
    referencesOf: (variant) => [variant.replace(/^daad/, "ae").replace(/-temperature.*/, "")],
    over: "seeds",
  },
  settings: {
    title: "Settings at 32 pixels",
    about:
      "Tried on digits 0 to 4 only, so that digits 5 to 9 and CIFAR-10 stay untouched by the " +
      "choice.",
    profile: "cpu",
    referencesOf: () => ["daad-items200"],
    over: "categories",
  },
};
