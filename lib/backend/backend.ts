/**
 * Chooses where tensors are computed.
 *
 * Order: TensorFlow's library, WebGPU, WebAssembly, plain JavaScript. `DAAD_BACKEND` forces one.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { fileURLToPath } from "node:url";
import { InputError } from "../errors.ts";
import { JAVASCRIPT } from "./javascript/register.ts";
import {
  type BackendId,
  BACKENDS,
  type Candidate,
  type Registered,
  type Registration,
} from "./settings/candidate.ts";
import { arithmeticFlags, forcedBackend, threadCount } from "./settings/environment.ts";
import { TENSORFLOW } from "./tensorflow/register.ts";
import { WEBASSEMBLY } from "./wasm/register.ts";
import { WEBGPU } from "./webgpu/register.ts";

export { type BackendId, BACKENDS, type Registered, type Registration };

/** Fastest first. */
const CANDIDATES: readonly Candidate[] = [TENSORFLOW, WEBGPU, WEBASSEMBLY, JAVASCRIPT];

/** The chosen backend, and why it was chosen. */
export interface BackendInfo extends Registered {
  /** The chosen backend. */
  readonly id: BackendId;
  /** One line for the user: what runs and why. */
  readonly description: string;
  /** What would make it faster; absent if nothing would. */
  readonly advice?: string;
  /** Version of tfjs. */
  readonly tfjs: string;
  /** Environment settings that change the last bits of results. */
  readonly flags: Readonly<Record<string, string>>;
}

/** The project's folder: the parent of `lib`. */
export const PROJECT_ROOT: string = fileURLToPath(new URL("../..", import.meta.url)).replace(
  /[/\\]$/,
  "",
);

let current: BackendInfo | undefined;

/** Ends with the choice that was begun last: tfjs cannot initialise two at the same time. */
let choosing: Promise<unknown> = Promise.resolve();

/**
 * Makes a backend the current one in tfjs. The first call in a process chooses it; later calls, and
 * those meanwhile, return the same one unless `force` names another.
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
export function useBackend(options: { force?: BackendId } = {}): Promise<BackendInfo> {
  const chosen = choosing.then(() => choose(options));
  choosing = chosen.catch(() => {}); // the next one may succeed
  return chosen;
}

async function choose({ force }: { force?: BackendId }): Promise<BackendInfo> {
  if (current && (!force || force === current.id)) return current;
  const wanted = force ?? forcedBackend();
  const missing: string[] = [];
  for (const { id } of CANDIDATES.filter(({ id }) => !wanted || id === wanted)) {
    const { registered, reason } = await tryBackend(id, id === wanted);
    if (registered && await tf.setBackend(id)) {
      const why = wanted ? `DAAD_BACKEND=${id}` : missing.join("; ");
      current = {
        ...registered,
        id,
        description: registered.name + (id === "tensorflow" || !why ? "" : ` (${why})`),
        advice: adviceFor(id, wanted),
        tfjs: tf.version.tfjs,
        flags: arithmeticFlags(),
      };
      return current;
    }
    missing.push(reason ?? `${id} cannot be initialised`);
  }
  throw new InputError(`DAAD_BACKEND=${wanted}: ${missing.join("; ")}`);
}

/**
 * Whether a backend can run here; it does not become the current one.
 *
 * @param forced Whether it was asked for by name; otherwise a software GPU is refused.
 */
export async function tryBackend(id: BackendId, forced = true): Promise<Registration> {
  const candidate = CANDIDATES.find((candidate) => candidate.id === id)!;
  return await candidate.tryRegister({
    projectRoot: PROJECT_ROOT,
    threads: threadCount(),
    forced,
  });
}

function adviceFor(id: BackendId, wanted: BackendId | undefined): string | undefined {
  if (id === "tensorflow") return undefined;
  return wanted
    ? "without DAAD_BACKEND the fastest backend found here runs"
    : "deno task setup installs the TensorFlow library";
}
