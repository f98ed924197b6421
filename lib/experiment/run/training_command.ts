/**
 * Writes the commands of trainings.
 *
 * @module
 */
import type { Dataset } from "../../data/mod.ts";
import { defaultImageSize } from "../../registry/create.ts";
import { pluginOf } from "../../registry/registry.ts";
import { commandLine, type OptionValue } from "../provenance/command_line.ts";
import type { RunOptions } from "./options.ts";

/**
 * Writes `daad train` with these options; the size of the images is written out where none is given,
 * as the default may change in a later version.
 *
 * @param overrides Fields of the configuration, which may decide that size.
 * @param options Options as on the command line, except the data, which the dataset names.
 */
export function trainingCommand(
  dataset: Dataset,
  overrides: Readonly<Record<string, unknown>>,
  { plugin, method, imageSize, ...others }: Readonly<Record<string, OptionValue>> & {
    readonly method: string;
    readonly imageSize?: number;
  },
): string {
  return commandLine("train", {
    ...dataset.choice,
    plugin,
    method,
    imageSize: imageSize ?? defaultImageSize(method, overrides, dataset),
    ...others,
  });
}

/** Writes a command for a run that no command started; it takes the configuration from a file. */
export function describeRunCommand(
  { method, imageSize, overrides, calibration, seed, out }: RunOptions,
  dataset: Dataset,
): string {
  const command = trainingCommand(dataset, overrides, {
    plugin: pluginOf(method)?.path,
    ...{ method, imageSize, seed },
    config: "config.json",
    calibration: calibration && JSON.stringify(calibration.fields),
    out,
  });
  return `# with the configuration above in config.json\n${command}`;
}
