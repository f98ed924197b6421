/**
 * `daad score`: scores images with a saved model.
 *
 * @module
 */
import { Command, Option } from "commander";
import { scoreFiles } from "../../experiment/score/score_files.ts";
import { scoreWatched } from "../../experiment/score/score_watched.ts";
import { scoringCommand } from "../../experiment/score/scoring_command.ts";
import { CHECKPOINT_INTERVAL } from "../../train/checkpoint_clock.ts";
import { visible } from "../../visible.ts";
import { noteCacheTrouble } from "../options/cache_options.ts";
import {
  addComputeOptions,
  type ComputeOptions,
  repeatedOptions,
  startBackend,
} from "../options/compute.ts";
import { addPixelLimit } from "../options/data_options.ts";
import { wholeNumber } from "../options/options.ts";
import { addTileOptions, type TileOptions } from "../options/tile_options.ts";
import { note, print, printToReader } from "../terminal/output.ts";
import { ProgressBar } from "../terminal/progress_bar.ts";
import { saveCheckpoint, withStopSignal } from "../terminal/stop_signal.ts";

/** Exit code of `--fail-on-anomaly` where an image is anomalous. */
const ANOMALOUS = 3;

/** Options that have no meaning for images that are scored as they appear. */
const BATCH_ONLY = [
  "images",
  "out",
  "overwrite",
  "failOnAnomaly",
  "strict",
  "checkpointEvery",
] as const;

interface ScoreOptions extends ComputeOptions, TileOptions {
  model: string;
  images?: string[];
  out?: string;
  overwrite?: true;
  watch?: string;
  score?: "own" | "calibrated";
  threshold?: string;
  pixelThreshold?: string;
  failOnAnomaly?: true;
  maxPixels?: number;
  strict?: true;
  checkpointEvery?: number;
}

/** The command. */
export function scoreCommand(): Command {
  const command = new Command("score")
    .description("scores images with a model that train wrote")
    .requiredOption("--model <dir>", "output folder of train")
    .option("--images <path...>", "images, folders that are searched for images, or patterns")
    .option("--out <dir>", "folder to write report.html, scores.csv and heat maps to")
    .option("--overwrite", "replace what an earlier run left in --out")
    .option(
      "--watch <dir>",
      "instead of both: score images as they appear there, a line of JSON each, until Ctrl-C",
    )
    .addOption(
      new Option(
        "--score <name>",
        "by which score verdicts, regions and heat maps are: the method's own, or calibrated, in " +
          "standard deviations over the training images (own)",
      ).choices(["own", "calibrated"]),
    )
    .option(
      "--threshold <name|number>",
      "score above which an image is anomalous: highest, 99%, 99.9% of the model, or a number " +
        "(99% where images were held out, else highest)",
    )
    .option(
      "--pixel-threshold <name|number>",
      "the same of pixels, whose regions are outlined (as --threshold where that is a name)",
    )
    .option(
      "--fail-on-anomaly",
      `exit code ${ANOMALOUS} if an image is anomalous, 1 if one cannot be read`,
    )
    .option("--strict", "score nothing if one image cannot be read")
    .option(
      "--checkpoint-every <seconds>",
      `time between two checkpoints (${CHECKPOINT_INTERVAL})`,
      wholeNumber(0),
    );
  return addComputeOptions(addPixelLimit(addTileOptions(command))).action(
    (options: ScoreOptions) => {
      const { images, out, watch } = options;
      if (watch !== undefined) {
        for (const name of BATCH_ONLY) {
          if (options[name] === undefined) continue;
          command.error(
            `error: --${dashed(name)}: not together with --watch; leave one of them out`,
          );
        }
        return watchAndScore({ ...options, watch });
      }
      if (images === undefined) {
        return command.error("error: required option '--images <path...>' not specified");
      }
      if (out === undefined) {
        return command.error("error: required option '--out <dir>' not specified");
      }
      return score({ ...options, images, out });
    },
  );
}

function dashed(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Scores images as they appear. Ends with exit code 0, or 1 if nobody reads the results any more. */
async function watchAndScore(options: ScoreOptions & { watch: string }): Promise<void> {
  const context = await startBackend(options);
  let [images, anomalous, unreadable] = [0, 0, 0];
  const unread = new AbortController();
  await withStopSignal("", (signal) =>
    scoreWatched({
      ...options,
      context,
      signal: AbortSignal.any([signal, unread.signal]),
      onWarning: (warning) => note(`warning: ${visible(warning)}`),
      onReady: () => note(`watching ${visible(options.watch)}; Ctrl-C ends it`),
      onImage: (image) => {
        if ("error" in image) unreadable++;
        else {
          images++;
          if (image.verdict === "anomalous") anomalous++;
        }
        if (!printToReader(JSON.stringify(image))) unread.abort();
      },
    }));
  noteCacheTrouble(context);
  if (unread.signal.aborted) {
    note("error: nobody reads the results any more; the last one is lost");
    Deno.exitCode = 1;
  }
  note(`${images} images scored, ${anomalous} of them anomalous; ${unreadable} not readable`);
}

async function score(
  { failOnAnomaly, ...options }: ScoreOptions & { images: string[]; out: string },
): Promise<void> {
  const { out } = options;
  const context = await startBackend(options);
  const bar = new ProgressBar();
  const { images, pictures, anomalous, threshold, regions, unreadable } = await withStopSignal(
    `; no report was written to ${out}`,
    (signal) =>
      scoreFiles({
        ...options,
        context,
        overwrite: options.overwrite === true,
        checkpointInterval: options.checkpointEvery,
        mustDecide: failOnAnomaly,
        command: scoringCommand(options, repeatedOptions(options)),
        signal,
        onWarning: (warning) => note(`warning: ${visible(warning)}`),
        onResume: (scored) => note(`going on: ${scored} images are scored already`),
        onProgress: bar.update,
      })
        .finally(() => bar.stop()),
    { save: saveCheckpoint },
  );
  noteCacheTrouble(context);
  for (const line of unreadable) note(`not read: ${visible(line)}`);
  print(
    `${images} images scored; written to ${out}: report.html, scores.csv` +
      (pictures ? ", heatmaps/" : "") +
      (regions === undefined ? "" : `, regions.csv (${regions} regions)`),
  );
  if (threshold) {
    print(
      `${images - anomalous!} normal, ${anomalous} anomalous: above ` +
        `${threshold.value.toPrecision(4)}, ${threshold.source}`,
    );
  } else {
    note("no verdict: the model has no thresholds; --threshold NUMBER gives one");
  }
  if (unreadable.length > 0) {
    note(`error: ${unreadable.length} of ${images + unreadable.length} images cannot be read`);
    Deno.exitCode = 1;
  } else if (failOnAnomaly && anomalous! > 0) {
    Deno.exitCode = ANOMALOUS;
  }
}
