/**
 * `daad score`: scores images with a saved model.
 *
 * @module
 */
import { Command } from "commander";
import { useBackend } from "../backend/backend.ts";
import { scoreFiles } from "../experiment/score_files.ts";
import { withStopSignal } from "./options.ts";
import { backendLine, note, print } from "./output.ts";
import { ProgressBar } from "./progress_bar.ts";

interface ScoreOptions {
  model: string;
  images: string[];
  out: string;
}

/** The command. */
export function scoreCommand(): Command {
  return new Command("score")
    .description("scores images with a model that train wrote")
    .requiredOption("--model <dir>", "output folder of train")
    .requiredOption("--images <path...>", "images, or folders that are searched for images")
    .requiredOption("--out <dir>", "folder to write scores.csv and heat maps to")
    .action(score);
}

async function score({ model, images, out }: ScoreOptions): Promise<void> {
  const backend = await useBackend();
  note(backendLine(backend));
  const bar = new ProgressBar();
  const count = await withStopSignal(
    `stopped; no result was written to ${out}`,
    (signal) =>
      scoreFiles({ model, images, out, signal, onProgress: bar.update })
        .finally(() => bar.stop()),
  );
  print(`${count} images scored; written to ${out}: scores.csv, heatmaps/`);
}
