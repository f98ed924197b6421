/**
 * Writes a run's progress and results for TensorBoard.
 *
 * @module
 */
import sharp from "sharp";
import { SummaryWriter } from "../../backend/tensorflow/summary_writer.ts";
import type { DetectorConfig } from "../../detector/contract/detector.ts";
import { prepareFolder } from "../../files.ts";
import type { RunRecord } from "../../record/run/record.ts";
import { METRICS } from "../../record/table/entry.ts";
import { imageGrid } from "../../report/pictures/image_grid.ts";
import { hasPanels, type ImageResults, type PanelResults } from "../../report/pictures/results.ts";
import type { Progress } from "../../train/progress.ts";

/**
 * Event files of one run: after each step its loss terms, learning rate and images per second; at the
 * end the metrics and a picture of the images at both ends of the ranking. A run that resumes from a
 * checkpoint writes another file, which starts at the checkpoint's step.
 */
export class TensorBoard implements Disposable {
  readonly #writer: SummaryWriter;
  readonly #learningRate: number | undefined;

  private constructor(writer: SummaryWriter, learningRate: number | undefined) {
    this.#writer = writer;
    this.#learningRate = learningRate;
  }

  /**
   * Opens an event file.
   *
   * @throws {InputError} If nothing can be written there, or TensorFlow's library is not the backend.
   */
  static async open(
    folder: string,
    config: DetectorConfig & { readonly learningRate?: unknown },
  ): Promise<TensorBoard> {
    await prepareFolder(folder);
    const { learningRate: rate } = config;
    return new TensorBoard(new SummaryWriter(folder), typeof rate === "number" ? rate : undefined);
  }

  /** Writes a step of the training; ignores other progress. */
  progress({ phase, done, terms, learningRateFactor, imagesPerSecond }: Progress): void {
    if (phase !== "train") return;
    const write = (tag: string, value: number | undefined) => {
      if (value !== undefined) this.#writer.scalar(tag, done, value);
    };
    for (const [name, value] of Object.entries(terms ?? {})) write(`loss/${name}`, value);
    if (this.#learningRate !== undefined && learningRateFactor !== undefined) {
      write("learning_rate", this.#learningRate * learningRateFactor);
    }
    write("images_per_second", imagesPerSecond);
  }

  /** Writes the metrics and, where the method has maps, the picture. */
  async end({ metrics, steps }: RunRecord, results: ImageResults): Promise<void> {
    for (const [name, { of }] of Object.entries(METRICS)) {
      const value = of(metrics)?.value;
      if (value !== undefined) this.#writer.scalar(`metrics/${name}`, steps, value);
    }
    if (hasPanels(results)) await this.#picture(steps, results);
    this.#writer.flush();
  }

  async #picture(step: number, results: PanelResults): Promise<void> {
    const { png } = await imageGrid(results);
    const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({
      resolveWithObject: true,
    });
    const { height, width } = info;
    this.#writer.image("images", step, { pixels: new Uint8Array(data), height, width });
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.#writer[Symbol.dispose]();
  }
}
