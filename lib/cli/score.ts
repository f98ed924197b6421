/**
 * `daad score`: scores images with a saved model.
 *
 * @module
 */
import { Command } from "commander";
import { scoreFiles } from "../experiment/score_files.ts";
import { noteCacheTrouble } from "./cache_options.ts";
import { visible } from "../visible.ts";
import { addComputeOptions, type ComputeOptions, startBackend } from "./compute.ts";
import { addPixelLimit } from "./data_options.ts";
import { withStopSignal } from "./options.ts";
import { note, print } from "./output.ts";
import { ProgressBar } from "./progress_bar.ts";

interface ScoreOptions extends ComputeOptions {
  model: string;
  images: string[];
  out: string;
}

/** The command. */
export function scoreCommand(): Command {
  const command = new Command("score")
    .description("scores images with a model that train wrote")
    .requiredOption("--model <dir>", "output folder of train")
    .requiredOption(
      "--images <path...>",
      "images, folders that are searched for images, or patterns",
    )
    .requiredOption("--out <dir>", "folder to write report.html, scores.csv and heat maps to");
  return addComputeOptions(addPixelLimit(command)).action(score);
}

async function score({ model, images, out, ...compute }: ScoreOptions): Promise<void> {
  await startBackend(compute);
  const bar = new ProgressBar();
  const count = await withStopSignal(
    `; no result was written to ${out}`,
    (signal) =>
      scoreFiles({
        model,
        images,
        out,
        signal,
        onWarning: (warning) => note(`warning: ${visible(warning)}`),
        onProgress: bar.update,
      })
        .finally(() => bar.stop()),
  );
  noteCacheTrouble();
  print(`${count} images scored; written to ${out}: report.html, scores.csv, heatmaps/`);
}
