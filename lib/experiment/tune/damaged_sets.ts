/**
 * Held-out images with synthetic defects.
 *
 * @module
 */
import { type DefectKind, type ImageSet, memoryImages, synthesise } from "../../data/mod.ts";
import { Random, STREAM } from "../../random.ts";

/** Damaged images of one kind. */
export interface DamagedSet {
  /** Id of the kind. */
  readonly kind: string;
  /** The images on which the defect can be seen. */
  readonly set: ImageSet;
  /** `[n, h, w]`: 1 = damaged. Absent where the whole image became another one. */
  readonly masks?: Uint8Array;
}

/** Upper bound of the number of images, by which seeds are spaced. */
const IMAGES_AT_MOST = 2 ** 24;

/**
 * Puts a defect of each kind on every image; its texture comes from the next image. What is drawn
 * depends on seed, fold, kind and image only. A kind that shows on fewer than two images is left out.
 *
 * @param set Normal images, at least two.
 * @param options.kinds The kinds of defects.
 */
export async function damageImages(
  set: ImageSet,
  { kinds, seed, fold }: {
    readonly kinds: readonly DefectKind[];
    readonly seed: number;
    readonly fold: 0 | 1;
  },
): Promise<DamagedSet[]> {
  const { files, height, width, channels } = set;
  const mixed = (new Random(seed, STREAM.tuning).nextUint32() ^ fold) >>> 0;
  const read = async (index: number) => ({
    ...{ height, width, channels },
    pixels: await set.read([index % files.length]),
  });
  const sets: DamagedSet[] = [];
  for (const [k, kind] of kinds.entries()) {
    const made = [];
    for (const [i, file] of files.entries()) {
      const random = new Random(mixed, k * IMAGES_AT_MOST + i);
      const defect = synthesise(kind, { image: await read(i), other: await read(i + 1) }, random);
      if (defect) made.push({ file, ...defect });
    }
    if (made.length < 2) continue;
    sets.push({
      kind: kind.id,
      ...(!kind.wholeImage && { masks: concat(made.map(({ mask }) => mask!)) }),
      set: memoryImages({
        files: made.map(({ file }) => ({
          path: `${file.path} (${kind.id})`,
          label: 1,
          type: kind.id,
        })),
        ...{ height, width, channels },
        pixels: concat(made.map(({ image }) => image.pixels)),
      }),
    });
  }
  return sets;
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
