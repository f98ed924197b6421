/**
 * The tables of ablations: their titles, what they ask, and what their variants are compared with.
 *
 * @module
 */

/** The table of an ablation. */
export interface AblationTable {
  /** Title of its section. */
  readonly title: string;
  /** The question it asks, in one or two sentences of Markdown. */
  readonly about: string;
  /** Returns what a variant is compared with: the default, or the auto-encoder. */
  readonly referencesOf: (variant: string) => readonly string[];
}

/** Tables by plan. */
export const ABLATION_TABLES: Readonly<Record<string, AblationTable>> = {
  components: {
    title: "Components",
    about: "From the auto-encoder to DAAD+, one part at a time.",
    referencesOf: (variant) =>
      variant === "memory-adversarial"
        ? ["auto-encoder", "memory"]
        : variant === "memory"
        ? ["auto-encoder", "ae_bottleneck", "memae_as_ae"]
        : ["auto-encoder"],
  },
  granularity: {
    title: "Granularity",
    about: "Blocks on each level as height × width × channels. A level never has more blocks " +
      "than positions.",
    referencesOf: () => ["daad-4x4x1"],
  },
  "memory-size": {
    title: "Size of the memory",
    about: "Items of each memory.",
    referencesOf: () => ["daad-items100"],
  },
  "against-ae": {
    title: "DAAD against the AE",
    about: "Each condition on both methods: `wide` has 32 channels on the first level instead of " +
      "16, `long` trains twice as long, `mean` and `max` score by the mean and the maximum of the error " +
      "map, and T is the temperature (1 is the paper's formula).",
    // Another temperature has no counterpart, so it is compared with the plain AE.
    referencesOf: (variant) => [variant.replace(/^daad/, "ae").replace(/-temperature.*/, "")],
  },
};
