/**
 * What is measured of features and neighbours, for both sides.
 *
 * @module
 */

/** Times in milliseconds by case, one process's. */
export interface Measured {
  /** `features-NETWORK` or `neighbours`, then the variant. */
  readonly times: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
  readonly versions: Readonly<Record<string, string>>;
}

/** Networks whose features are extracted, with drawn weights. */
export const NETWORKS = ["squeezenet1_1", "efficientnet_lite0", "resnet50"] as const;

/** Images go through the network so many at a time, of so many pixels a side. */
export const BATCH = 8;
/** Height and width. */
export const SIZE = 224;

/** The map of Wide-ResNet-50-2's first stage against those of five images. */
export const SEARCH = { queries: 3136, gallery: 5 * 3136, part: 3136, length: 256 } as const;
