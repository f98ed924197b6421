/**
 * Plans: the runs behind a table or figure of the paper, as data.
 *
 * @module
 */
import type { DatasetName, Protocol } from "../../data/mod.ts";

/**
 * How much a plan computes: `smoke` only shows that it runs, `notebook` is short enough to wait for
 * in a notebook, `cpu` takes two cores a night, and `paper` is the full setting.
 */
export const PROFILES = ["smoke", "notebook", "cpu", "paper"] as const;

/** See {@linkcode PROFILES}. */
export type ProfileName = typeof PROFILES[number];

/** How much one run computes. */
export interface Budget {
  /** Passes over the training images. Default: the method's. */
  readonly epochs?: number;
  /** Maximum number of training images. Default: all. */
  readonly trainImages?: number;
  /** Maximum number of test images. Default: all. */
  readonly testImages?: number;
}

/** Sizes of the runs of one profile. */
export interface Profile extends Budget {
  /** Description for the printed plan. */
  readonly about: string;
  /** Height and width of the images in pixels. */
  readonly imageSize: number;
  /** Training seeds. */
  readonly seeds: readonly number[];
  /**
   * Budgets by id, for methods that spend much more or less on an image, or need more images. Absent
   * fields are the profile's; `undefined` means the method's own number of epochs, or all images.
   */
  readonly methods?: Readonly<Record<string, Budget>>;
}

/** What a tuning chose. */
export interface TunedFields {
  /** Folder of its records, in the project. */
  readonly record: string;
  /** All fields of the method's configuration that do not depend on the images or the profile. */
  readonly config: Readonly<Record<string, unknown>>;
  /** How the calibration is made. */
  readonly calibration: Readonly<Record<string, unknown>>;
}

/** A method in one configuration: a column of the table. */
export interface Variant {
  /** Unique in the plan; part of paths: `daad-blocks4`. */
  readonly id: string;
  /** Id of the method. */
  readonly method: string;
  /** Fields of its configuration that differ from the defaults. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  /** The epochs, as a multiple of the method's own or the profile's. Default 1. */
  readonly epochsTimes?: number;
  /** What was chosen for each category on its training images; the variant runs in these only. */
  readonly tuned?: Readonly<Record<string, TunedFields>>;
  /** Further fields for one profile; they take precedence over its epochs. */
  readonly profiles?: Readonly<Partial<Record<ProfileName, Readonly<Record<string, unknown>>>>>;
}

/** A table or figure. */
export interface Plan {
  /** Name on the command line. */
  readonly id: string;
  /** Title as printed. */
  readonly title: string;
  /** The data set of the images. */
  readonly dataset: DatasetName;
  /** Which class is normal. */
  readonly protocol: Protocol;
  /** Default folder of the dataset. */
  readonly data: string;
  /** Categories or classes: the rows of the table. */
  readonly categories: readonly string[];
  /** Its columns. */
  readonly variants: readonly Variant[];
  /** Profiles, from seconds per run to the full setting. */
  readonly profiles: Readonly<Record<ProfileName, Profile>>;
}
