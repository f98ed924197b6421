/**
 * Writes the commands of scorings.
 *
 * @module
 */
import { commandLine, type OptionValue } from "../provenance/command_line.ts";

/** Options of `score` that a command has, whoever computes. */
type ScoringOption =
  | "model"
  | "images"
  | "score"
  | "threshold"
  | "pixelThreshold"
  | "tile"
  | "overlap"
  | "strict"
  | "out";

/**
 * Writes `daad score` with these options.
 *
 * @param others Options that decide how it computes, as on the command line.
 */
export function scoringCommand(
  options: Readonly<Partial<Record<ScoringOption, OptionValue>>>,
  { plugin, ...others }: Readonly<Record<string, OptionValue>> = {},
): string {
  const { model, images, score, threshold, pixelThreshold, tile, overlap, strict, out } = options;
  return commandLine("score", {
    plugin,
    ...{ model, images, score, threshold, pixelThreshold, tile, overlap, strict },
    ...others,
    out,
  });
}
