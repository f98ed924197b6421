/**
 * Compares reconstructions with what needs no network.
 *
 * @module
 */

/** Share of the squares below which a difference of two sums of them is rounding. */
const ROUNDING = 1e-12;

/** Mean squared errors over the same images, images in [−1, 1]. */
export interface TrivialErrors {
  /** Of the reconstructions. */
  readonly model: number;
  /** Of the mean image in place of each image: the images' variance around it. */
  readonly meanImage: number;
  /** Of the best single colour in place of each image. */
  readonly constantImage: number;
  /** Of each image's own mean colour in place of the image. */
  readonly ownMean: number;
  /**
   * Variance of the reconstructions over images as a share of the variance of the images; 0 = the same
   * for every image. Absent if all images are the same.
   */
  readonly variety?: number;
}

/**
 * Adds up images and their reconstructions, so that no more than one is needed at a time.
 *
 * `meanImage = mean (x − mean_images x)²`, `constantImage = mean (x − mean_{images, pixels} x)²`,
 * `ownMean = mean (x − mean_pixels x)²`.
 *
 * @example
 * ```ts
 * import { TrivialErrorSums } from "./trivial_errors.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const sums = new TrivialErrorSums(1);
 * sums.add(new Float32Array([0, 1]), new Float32Array([0, 0.5]));
 * sums.add(new Float32Array([0, -1]), new Float32Array([0, -0.5]));
 * const errors = { model: 0.125, meanImage: 0.5, constantImage: 0.5, ownMean: 0.25, variety: 0.25 };
 * assertEquals(sums.errors(), errors);
 * ```
 */
export class TrivialErrorSums {
  readonly #channels: number;
  #images = 0;
  /** Sums over images, for each value of an image. */
  #imageSum = new Float64Array();
  #rebuiltSum = new Float64Array();
  #imageSquares = 0;
  #rebuiltSquares = 0;
  #errorSquares = 0;
  /** `Σ_images Σ_channels (Σ_pixels x)² / pixels`: the squares that own mean colours explain. */
  #ownSquares = 0;

  /**
   * Starts with no image counted.
   *
   * @param channels Of the images.
   */
  constructor(channels: number) {
    this.#channels = channels;
  }

  /**
   * Counts one image.
   *
   * @param image `[h, w, c]`.
   * @param reconstruction Of the same shape.
   */
  add(image: Float32Array, reconstruction: Float32Array): void {
    if (this.#images++ === 0) {
      this.#imageSum = new Float64Array(image.length);
      this.#rebuiltSum = new Float64Array(image.length);
    }
    const colour = new Float64Array(this.#channels);
    for (let i = 0; i < image.length; i++) {
      const [x, rebuilt] = [image[i]!, reconstruction[i]!];
      this.#imageSum[i]! += x;
      this.#rebuiltSum[i]! += rebuilt;
      this.#imageSquares += x * x;
      this.#rebuiltSquares += rebuilt * rebuilt;
      this.#errorSquares += (x - rebuilt) ** 2;
      colour[i % this.#channels]! += x;
    }
    const pixels = image.length / this.#channels;
    this.#ownSquares += colour.reduce((all, sum) => all + sum * sum / pixels, 0);
  }

  /**
   * The errors over all images that were counted.
   *
   * @throws {RangeError} If no image was counted.
   */
  errors(): TrivialErrors {
    const n = this.#images;
    if (n === 0) throw new RangeError("no image");
    const values = this.#imageSum.length;
    const difference = (squares: number, explained: number) =>
      squares - explained > ROUNDING * squares ? (squares - explained) / (n * values) : 0;
    const variance = (sums: Float64Array, squares: number) =>
      difference(squares, sums.reduce((all, sum) => all + sum * sum / n, 0));
    const meanImage = variance(this.#imageSum, this.#imageSquares);
    const byChannel = new Float64Array(this.#channels);
    this.#imageSum.forEach((sum, i) => byChannel[i % this.#channels]! += sum);
    const perChannel = n * values / this.#channels;
    const around = byChannel.reduce((all, sum) => all + sum * sum / perChannel, 0);
    return {
      model: this.#errorSquares / (n * values),
      meanImage,
      constantImage: difference(this.#imageSquares, around),
      ownMean: difference(this.#imageSquares, this.#ownSquares),
      ...(meanImage > 0 &&
        { variety: variance(this.#rebuiltSum, this.#rebuiltSquares) / meanImage }),
    };
  }
}
