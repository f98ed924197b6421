/**
 * The gallery of normal images that others are compared with.
 *
 * @module
 */
import { type Channels, scalePixels } from "../../data/images/image_set.ts";
import type { FeatureExtractor, ImageFeatures } from "../../detector/features/extractor.ts";
import { InputError } from "../../errors.ts";
import type { NamedTensors } from "../../nn/variables/safetensors.ts";
import type { Stateful } from "../../nn/variables/stateful.ts";
import { packPixels, unpackPixels } from "./packed_images.ts";

/** Feature maps of one image, by stage. */
type Maps = ImageFeatures["maps"];

/** Options of a gallery. */
export interface GalleryOptions {
  readonly extractor: FeatureExtractor;
  /** Height and width of the images in pixels. */
  readonly side: number;
  readonly channels: Channels;
  /** Number of values in an image's vector. */
  readonly length: number;
  /** Bytes of feature maps that stay in memory. */
  readonly memory: number;
}

/**
 * The vectors of all images, and their feature maps on demand: from memory as far as allowed, else
 * from the cache or the network. The vectors and the images are saved; the maps would be many times
 * as large.
 */
export class Gallery implements Stateful {
  readonly #options: GalleryOptions;
  #vectors = new Float32Array();
  #images: Float32Array[] = []; // packed
  /** The least recently used first. */
  readonly #maps = new Map<number, Maps>();
  #bytes = 0;

  constructor(options: GalleryOptions) {
    this.#options = options;
  }

  /** Number of images. */
  get size(): number {
    return this.#images.length;
  }

  /** `[size, length]`. */
  get vectors(): Float32Array {
    return this.#vectors;
  }

  /** Removes all images and makes room for `count`. */
  begin(count: number): void {
    this.#vectors = new Float32Array(count * this.#options.length);
    this.#images = [];
    this.#forget();
  }

  /**
   * Adds the next image.
   *
   * @param pixels `[side, side, channels]`.
   */
  add(pixels: Uint8Array, vector: Float32Array, maps: Maps): void {
    const index = this.#images.length;
    this.#vectors.set(vector, index * this.#options.length);
    this.#images.push(packPixels(pixels, this.#options.channels));
    const bytes = bytesOf(maps);
    if (this.#bytes + bytes <= this.#options.memory) this.#remember(index, maps);
  }

  /** The feature maps of some images, in their order. */
  async maps(indices: readonly number[]): Promise<Maps[]> {
    const found = indices.map((index) => this.#maps.get(index));
    const missing = indices.filter((_, i) => !found[i]);
    if (missing.length > 0) {
      const { side, channels, extractor } = this.#options;
      const size = side * side * channels;
      const values = new Float32Array(missing.length * size);
      missing.forEach((index, i) => {
        values.set(scalePixels(unpackPixels(this.#images[index]!, channels)), i * size);
      });
      const computed = await extractor.extract({ values, height: side, width: side, channels });
      const byIndex = new Map(missing.map((index, i) => [index, computed[i]!.maps]));
      indices.forEach((index, i) => found[i] ??= byIndex.get(index));
    }
    const maps = found as Maps[];
    indices.forEach((index, i) => this.#remember(index, maps[i]!));
    return maps;
  }

  export(): Promise<NamedTensors> {
    if (this.size === 0) return Promise.resolve({});
    const { side, length } = this.#options;
    const images = new Float32Array(this.size * side * side);
    this.#images.forEach((packed, i) => images.set(packed, i * side * side));
    return Promise.resolve({
      vectors: { shape: [this.size, length], values: this.#vectors.slice() },
      images: { shape: [this.size, side, side], values: images },
    });
  }

  import(tensors: NamedTensors, source: string): void {
    const { side, length, channels } = this.#options;
    const { vectors, images, ...others } = tensors;
    const unknown = Object.keys(others)[0];
    if (unknown !== undefined) throw new InputError(`${source}: unknown tensor ${unknown}`);
    const [count] = images?.shape ?? [];
    const fits = count! > 0 && images!.shape.join() === [count, side, side].join() &&
      vectors?.shape.join() === [count, length].join();
    if (!fits) {
      throw new InputError(
        `${source}: expected tensors images [n, ${side}, ${side}] and vectors [n, ${length}], ` +
          `found ${describe(tensors)}`,
      );
    }
    const highest = 256 ** channels - 1;
    if (
      images!.values.some((value) => !(Number.isInteger(value) && value >= 0 && value <= highest))
    ) {
      throw new InputError(`${source}: tensor images: expected whole numbers up to ${highest}`);
    }
    this.#forget();
    this.#vectors = vectors!.values.slice();
    this.#images = Array.from(
      { length: count! },
      (_, i) => images!.values.slice(i * side * side, (i + 1) * side * side),
    );
  }

  #forget(): void {
    this.#maps.clear();
    this.#bytes = 0;
  }

  #remember(index: number, maps: Maps): void {
    if (!this.#maps.delete(index)) this.#bytes += bytesOf(maps);
    this.#maps.set(index, maps);
    for (const [oldest, dropped] of this.#maps) {
      if (this.#bytes <= this.#options.memory) break;
      this.#maps.delete(oldest);
      this.#bytes -= bytesOf(dropped);
    }
  }
}

/** Bytes of an image's maps. */
export function bytesOf(maps: Maps): number {
  return Object.values(maps).reduce((sum, { byteLength }) => sum + byteLength, 0);
}

function describe(tensors: NamedTensors): string {
  const found = Object.entries(tensors).map(([name, { shape }]) => `${name} [${shape}]`);
  return found.join(", ") || "none";
}
