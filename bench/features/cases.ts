/**
 * The measured cases of features and neighbours, for both sides.
 *
 * @module
 */

/** Times of one process in milliseconds, by case. */
export interface Measured {
  /** By `features-NETWORK` or `neighbours`, then by variant. */
  readonly times: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
  readonly versions: Readonly<Record<string, string>>;
}

/** Networks whose features are extracted, with random weights. */
export const NETWORKS = ["squeezenet1_1", "efficientnet_lite0", "resnet50"] as const;

/** Number of images that go through the network at a time. */
export const BATCH = 8;
/** Height and width of the images in pixels. */
export const SIZE = 224;

/** The map of Wide-ResNet-50-2's first stage against those of five images. */
export const SEARCH = { queries: 3136, gallery: 5 * 3136, part: 3136, length: 256 } as const;
