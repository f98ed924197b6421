/**
 * Chooses where tensors are computed.
 *
 * Order: TensorFlow's library, then plain JavaScript. `DAAD_BACKEND` forces one.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { InputError } from "../errors.ts";
import { registerTensorFlow, type TensorFlowInfo } from "./tensorflow/register.ts";

/** The backends that can be chosen, fastest first. */
export const BACKENDS = ["tensorflow", "cpu"] as const;

/** Id of a backend: `tensorflow` = TensorFlow's library, `cpu` = plain JavaScript. */
export type BackendId = typeof BACKENDS[number];

/** What was chosen, and why. */
export interface BackendInfo {
  /** What was chosen. */
  readonly id: BackendId;
  /** One line for people: what runs and why. */
  readonly description: string;
  /** What would make it faster; absent where nothing would. */
  readonly advice?: string;
  /** Version of tfjs. */
  readonly tfjs: string;
  /** Present on the backend `tensorflow`. */
  readonly tensorflow?: TensorFlowInfo;
  /** Threads that one op may use; 0 = TensorFlow's choice. */
  readonly threads: number;
  /** Environment settings that change the last bits of results. */
  readonly flags: Readonly<Record<string, string>>;
}

/** The project's folder: the parent of `lib`. */
export const PROJECT_ROOT: string = fileURLToPath(new URL("../..", import.meta.url)).replace(
  /[/\\]$/,
  "",
);

/** Settings of TensorFlow that change arithmetic; recorded when set. */
const ARITHMETIC_FLAGS = [
  "TF_ENABLE_ONEDNN_OPTS",
  "TF_DETERMINISTIC_OPS",
  "ONEDNN_MAX_CPU_ISA",
  "ONEDNN_DEFAULT_FPMATH_MODE",
  "NVIDIA_TF32_OVERRIDE",
];

let current: BackendInfo | undefined;

/**
 * Makes a backend the current one of tfjs. The first call in a process chooses; later calls return
 * the same, unless `force` names another.
 *
 * @param options.force Overrides `DAAD_BACKEND`.
 * @throws {InputError} If the forced backend does not exist or cannot be used here.
 *
 * @example
 * ```ts
 * import { useBackend } from "./backend.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const backend = await useBackend();
 * assertEquals(tf.getBackend(), backend.id);
 * ```
 */
export async function useBackend(options: { force?: BackendId } = {}): Promise<BackendInfo> {
  if (current && (!options.force || options.force === current.id)) return current;
  const wanted = options.force ?? forcedBackend();
  const threads = threadCount();
  const common = { tfjs: tf.version.tfjs, threads, flags: arithmeticFlags() };
  let reason = "DAAD_BACKEND=cpu";
  if (wanted !== "cpu") {
    const found = await tryTensorFlow(threads);
    if (found.info) {
      await tf.setBackend("tensorflow");
      const { version, devices, source } = found.info;
      current = {
        ...common,
        id: "tensorflow",
        description: `TensorFlow ${version} on ${devices.join(" and ")} (${source})`,
        tensorflow: found.info,
      };
      return current;
    }
    reason = found.reason;
    if (wanted === "tensorflow") throw new InputError(`DAAD_BACKEND=tensorflow: ${reason}`);
  }
  // Stops tfjs from advertising its Node package: this project explains the choice itself.
  tf.env().set("IS_NODE", false);
  await tf.setBackend("cpu");
  current = {
    ...common,
    id: "cpu",
    description: `plain JavaScript, many times slower than TensorFlow (${reason})`,
    advice: "deno task setup installs the TensorFlow library",
  };
  return current;
}

async function tryTensorFlow(
  threads: number,
): Promise<{ info: TensorFlowInfo; reason?: undefined } | { info?: undefined; reason: string }> {
  try {
    const info = await registerTensorFlow({ projectRoot: PROJECT_ROOT, threads });
    return info ? { info } : { reason: "no TensorFlow library found" };
  } catch (error) {
    if (error instanceof InputError) throw error;
    return {
      reason: `the TensorFlow library cannot be used: ${
        (error as Error).message.replaceAll("\n", " ")
      }`,
    };
  }
}

function forcedBackend(): BackendId | undefined {
  const value = Deno.env.get("DAAD_BACKEND");
  if (!value) return undefined;
  if ((BACKENDS as readonly string[]).includes(value)) return value as BackendId;
  throw new InputError(`DAAD_BACKEND: expected ${BACKENDS.join(" or ")}, found ${value}`);
}

function threadCount(): number {
  const value = Deno.env.get("DAAD_THREADS");
  if (!value) return 0;
  const threads = Number(value);
  if (Number.isInteger(threads) && threads >= 1 && threads <= 127) return threads;
  throw new InputError(`DAAD_THREADS: expected a whole number from 1 to 127, found ${value}`);
}

function arithmeticFlags(): Record<string, string> {
  const set = ARITHMETIC_FLAGS.map((name) => [name, Deno.env.get(name)] as const);
  return Object.fromEntries(set.filter((entry): entry is [string, string] => !!entry[1]));
}
