/**
 * Fields and defaults that the configurations of several methods share.
 *
 * @module
 */
import { z } from "zod";
import type { ValueRange } from "../../data/decode/value_range.ts";
import type { Channels } from "../../data/images/image_set.ts";
import type { TileConfig } from "../../data/images/tiles.ts";
import { InputError } from "../../errors.ts";
import type { StartedFrom } from "../contract/detector.ts";
import type { Facts, FieldOf } from "./define_config.ts";

/** A number above 0. */
export const positive = z.number().positive();
/** A whole number, at least 1. */
export const natural = z.int().min(1);
/** A number in [0, 1]. */
export const fraction = z.number().min(0).max(1);
/** From 0 to below 1, in float32 too, in which Adam computes `1 / (1 − beta)`: a beta of Adam. */
export const beta = z.number().min(0).lt(1)
  .refine((value) => Math.fround(value) < 1, "expected a number that is below 1 in float32 too");

/** How images are cut, as completed by {@linkcode completeTile}. */
const tileSchema: z.ZodType<TileConfig> = z.strictObject({
  size: z.int().min(8),
  overlap: z.int().min(0),
  perImage: natural,
})
  .refine(({ size, overlap }) => overlap <= size / 2, {
    error: "expected an overlap of at most half a tile",
  });

const startedFromSchema: z.ZodType<StartedFrom> = z.strictObject({
  epochs: natural,
  configHash: z.string(),
  weights: z.string(),
  optimiser: z.literal("anew"),
});

/** A field that may be absent. */
export interface OptionalField<T> {
  /** Schema of its value. */
  readonly schema: z.ZodOptional<z.ZodType<T>>;
  /** What the field is. */
  readonly doc: string;
}

/** The fields that every configuration has. */
export interface ImageFields {
  /** Height and width in pixels. */
  readonly imageSize: FieldOf<number, Facts>;
  /** 1 or 3. */
  readonly channels: FieldOf<Channels, Facts>;
  /** Black and white. */
  readonly valueRange: OptionalField<ValueRange>;
  /** How large images are cut. */
  readonly tile: OptionalField<TileConfig>;
  /** The run before. */
  readonly startedFrom: OptionalField<StartedFrom>;
}

/** The size, the channels and the range of values of the input. */
export const imageFields: ImageFields = {
  imageSize: {
    schema: z.int().min(8).max(4096),
    default: ({ facts }) => facts.imageSize,
    doc: "Height and width of the input in pixels. Default: what the images are resized to.",
  },
  channels: {
    schema: z.union([z.literal(1), z.literal(3)]),
    default: ({ facts }) => facts.channels,
    doc: "1 = gray, 3 = RGB. Default: the images'.",
  },
  valueRange: {
    schema: z.tuple([z.number(), z.number()]).refine(([black, white]) => black < white, {
      error: "expected black < white",
    }).readonly().optional(),
    doc:
      "Black and white of images with more than 8 bits. Default: by the training images' values.",
  },
  tile: {
    schema: tileSchema.optional(),
    doc:
      "How images that are larger than the input are cut into tiles, see --tile. Default: they are " +
      "resized.",
  },
  startedFrom: {
    schema: startedFromSchema.optional(),
    doc: "The finished run that the training went on from, see --from. Default: none.",
  },
};

/** A field that `imageSize` decides. */
export interface ImageSize {
  readonly imageSize: number;
}

/** Channels of the shallowest level. */
export const baseWidthField = {
  schema: natural,
  default: 16,
  doc: "Channels of the shallowest level; each deeper level has twice as many. Default 16.",
};

/** Whether an image is as small as those of CIFAR-10 and MNIST, for which many defaults differ. */
export function isSmall({ imageSize }: ImageSize): boolean {
  return imageSize <= 32;
}

/** Refuses a list that has not one value for each of `count` things, for example `levels`. */
export function checkLength(
  values: readonly unknown[],
  count: number,
  things: string,
  field: string,
): void {
  if (values.length === count) return;
  throw new InputError(
    `${field}: expected one value for each of ${count} ${things}, found ${values.length}`,
  );
}
