/**
 * Options that decide how commands compute: backend, compiled functions, precision.
 *
 * @module
 */
import { type Command, Option } from "commander";
import { type BackendInfo, useBackend } from "../../backend/backend.ts";
import { runsCompiled } from "../../backend/compile.ts";
import {
  type Precision,
  PRECISIONS,
  setGraphOptions,
} from "../../backend/settings/graph_options.ts";
import { FeatureCache } from "../../detector/machine/feature_cache.ts";
import type { RunContext } from "../../detector/machine/run_context.ts";
import { InputError } from "../../errors.ts";
import type { OptionValue } from "../../experiment/provenance/command_line.ts";
import { DEFAULT_WEIGHTS } from "../../nn/backbones/mod.ts";
import { backendLine, note } from "../terminal/output.ts";
import { cacheFolder, cacheOption } from "./cache_options.ts";
import { addPluginOption, type PluginOptions } from "./plugin_option.ts";

/** Options that {@linkcode addComputeOptions} adds. */
export interface ComputeOptions extends PluginOptions {
  /** Folder of backbones' weights. */
  readonly weights?: string;
  /** Folder of the feature cache; `false` = none. */
  readonly cache?: string | false;
  readonly compile: boolean;
  readonly precision: Precision;
}

/** Adds `--plugin`, `--no-compile`, `--precision`, `--cache` and `--weights`. */
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
    );
}

/**
 * The options of `addComputeOptions` and `--max-pixels`, for the command that a page gives for
 * repeating a run; defaults are left out.
 */
export function repeatedOptions(
  { plugin, weights, cache, compile, precision, maxPixels }: ComputeOptions & {
    readonly maxPixels?: number;
  },
): Readonly<Record<string, OptionValue>> {
  return {
    ...{ plugin, weights },
    cache: typeof cache === "string" ? cache : undefined,
    noCache: cache === false,
    maxPixels,
    noCompile: !compile,
    precision: precision === "fp32" ? undefined : precision,
  };
}

/**
 * Says why a precision is not available here.
 *
 * @param options.compile Whether functions should be compiled; `compiled`: whether they are.
 */
export function precisionProblem(
  precision: Precision,
  { devices, description }: Pick<BackendInfo, "devices" | "description">,
  { compile, compiled }: { compile: boolean; compiled: boolean },
): string | undefined {
  if (precision === "fp32") return undefined;
  if (!compiled) {
    return "only compiled functions on TensorFlow's library have it; here runs " +
      (compile ? description : "op by op");
  }
  return devices.includes("GPU")
    ? "it is a processor's; on a GPU NVIDIA_TF32_OVERRIDE=1 has products in TF32"
    : undefined;
}

/**
 * Chooses the backend and prints which one runs.
 *
 * @returns The context of runs: folders of weights, and the cache of features.
 * @throws {InputError} If the requested precision is not available here.
 */
export async function startBackend(
  { compile, precision, cache, weights }: ComputeOptions,
): Promise<RunContext> {
  const backend = await useBackend();
  setGraphOptions({ compiled: compile, precision });
  const problem = precisionProblem(precision, backend, { compile, compiled: runsCompiled() });
  if (problem !== undefined) throw new InputError(`--precision ${precision}: ${problem}`);
  note(backendLine(backend) + (precision === "fp32" ? "" : `, ${precision}`));
  return {
    weights: weights === undefined ? undefined : [weights],
    cache: cache === false ? undefined : new FeatureCache(cacheFolder(cache)),
  };
}
