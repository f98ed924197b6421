/**
 * `daad score`: scores images with a saved model.
 *
 * @module
 */
import { Command } from "commander";
import { scoreFiles } from "../experiment/score_files.ts";
import { noteCacheTrouble } from "./cache_options.ts";
import { addComputeOptions, type ComputeOptions, startBackend } from "./compute.ts";
import { addPixelLimit } from "./data_options.ts";
import { withStopSignal } from "./stop_signal.ts";
import { print } from "./output.ts";
import { ProgressBar } from "./progress_bar.ts";

interface ScoreOptions extends ComputeOptions {
  model: string;
  images: string[];
  out: string;
  overwrite?: true;
}

/** The command. */
export function scoreCommand(): Command {
  const command = new Command("score")
    .description("scores images with a model that train wrote")
    .requiredOption("--model <dir>", "output folder of train")
    .requiredOption("--images <path...>", "images, or folders that are searched for images")
    .requiredOption("--out <dir>", "folder to write report.html, scores.csv and heat maps to")
    .option("--overwrite", "replace what an earlier run left in --out");
  return addComputeOptions(addPixelLimit(command)).action(score);
}

async function score({ model, images, out, overwrite, ...compute }: ScoreOptions): Promise<void> {
  await startBackend(compute);
  const bar = new ProgressBar();
  const count = await withStopSignal(
    `; no result was written to ${out}`,
    (signal) =>
      scoreFiles({
        model,
        images,
        out,
        overwrite: overwrite === true,
        signal,
        onProgress: bar.update,
      })
        .finally(() => bar.stop()),
  );
  noteCacheTrouble();
  print(`${count} images scored; written to ${out}: report.html, scores.csv, heatmaps/`);
}
