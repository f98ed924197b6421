/**
 * What a table or figure of the paper is made of, as data.
 *
 * @module
 */
import type { DatasetName, Protocol } from "../../data/mod.ts";

/**
 * How much a plan computes: `smoke` to see that it runs, `notebook` what a notebook computes while one
 * waits, `cpu` what two cores finish in a night, `paper` the full setting.
 */
export const PROFILES = ["smoke", "notebook", "cpu", "paper"] as const;

/** See {@linkcode PROFILES}. */
export type ProfileName = typeof PROFILES[number];

/** How much one run computes. */
export interface Budget {
  /** Passes over the training images. Default: the method's. */
  readonly epochs?: number;
  /** Training images to use at most. Default: all. */
  readonly trainImages?: number;
  /** Test images to use at most. Default: all. */
  readonly testImages?: number;
}

/** Sizes of the runs of one profile. */
export interface Profile extends Budget {
  /** In a sentence, for the printed plan. */
  readonly about: string;
  /** Height and width of the images in pixels. */
  readonly imageSize: number;
  /** Training seeds. */
  readonly seeds: readonly number[];
  /**
   * By id, methods to which an image costs much more or less, or which need more of them; what is not
   * said is the profile's, and `undefined` the method's own, or all images.
   */
  readonly methods?: Readonly<Record<string, Budget>>;
}

/** What a tuning chose. */
export interface Tuned {
  /** Folder of its records, in the project. */
  readonly record: string;
  /** Fields of the method's configuration that differ from the defaults. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Fields of the calibration that differ from its defaults. */
  readonly calibration: Readonly<Record<string, unknown>>;
}

/** A method in one configuration: a column of the table. */
export interface Variant {
  /** Unique in the plan; part of paths: `daad-blocks4`. */
  readonly id: string;
  /** Id of the method. A plan may name methods that are not built yet; they are left out. */
  readonly method: string;
  /** Fields of its configuration that differ from the defaults. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  /** What was chosen for each category on its training images; it has runs in these only. */
  readonly tuned?: Readonly<Record<string, Tuned>>;
  /** Further fields in one profile; they win over its epochs. */
  readonly profiles?: Readonly<Partial<Record<ProfileName, Readonly<Record<string, unknown>>>>>;
}

/** A table or figure. */
export interface Plan {
  /** As the command line takes it. */
  readonly id: string;
  /** As printed. */
  readonly title: string;
  /** Whose images. */
  readonly dataset: DatasetName;
  /** Which class is normal. */
  readonly protocol: Protocol;
  /** Folder of the dataset where none is given. */
  readonly data: string;
  /** Categories or classes: the rows of the table. */
  readonly categories: readonly string[];
  /** Its columns. */
  readonly variants: readonly Variant[];
  /** From seconds a run to the full setting. */
  readonly profiles: Readonly<Record<ProfileName, Profile>>;
}
