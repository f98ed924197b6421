/**
 * How commands compute: the backend, compiled functions, precision.
 *
 * @module
 */
import { type Command, Option } from "commander";
import { useBackend } from "../backend/backend.ts";
import { runsCompiled } from "../backend/compile.ts";
import { type Precision, PRECISIONS, setGraphOptions } from "../backend/graph_options.ts";
import { InputError } from "../errors.ts";
import { DEFAULT_WEIGHTS, setWeightsFolder } from "../nn/backbones/mod.ts";
import { setFeatureCache } from "../methods/features/cache_folder.ts";
import { cacheFolder, cacheOption } from "./cache_options.ts";
import { backendLine, note } from "./output.ts";
import { addPluginOption, type PluginOptions } from "./plugin_option.ts";

/** Options that {@linkcode addComputeOptions} adds. */
export interface ComputeOptions extends PluginOptions {
  /** Folder of backbones' weights; set while options are parsed. */
  readonly weights?: string;
  /** Folder of the feature cache; false = none. */
  readonly cache?: string | false;
  readonly compile: boolean;
  readonly precision: Precision;
}

/**
 * Adds `--plugin`, `--no-compile`, `--precision`, `--cache` and `--weights`, which takes effect while options are
 * parsed.
 */
export function addComputeOptions(command: Command): Command {
  return addPluginOption(command)
    .option("--no-compile", "run op by op, for debugging: slower, clearer stack traces")
    .addOption(
      new Option("--precision <name>", "arithmetic of convolutions and matrix products")
        .choices(PRECISIONS).default("fp32"),
    )
    .addOption(cacheOption())
    .option("--no-cache", "compute all features anew and keep none")
    .option(
      "--weights <dir>",
      `folder of pretrained weights (DAAD_WEIGHTS, else ${DEFAULT_WEIGHTS})`,
      (folder) => {
        setWeightsFolder(folder);
        return folder;
      },
    );
}

/**
 * Chooses the backend and says which one runs; sets the feature cache.
 *
 * @throws {InputError} If a precision is asked for that cannot be had here.
 */
export async function startBackend({ compile, precision, cache }: ComputeOptions): Promise<void> {
  const backend = await useBackend();
  setFeatureCache(cache === false ? undefined : cacheFolder(cache));
  setGraphOptions({ compiled: compile, precision });
  if (precision !== "fp32" && !runsCompiled()) {
    throw new InputError(
      `--precision ${precision}: only compiled functions on TensorFlow's library have it; ` +
        `here runs ${compile ? backend.description : "op by op"}`,
    );
  }
  note(backendLine(backend) + (precision === "fp32" ? "" : `, ${precision}`));
}
