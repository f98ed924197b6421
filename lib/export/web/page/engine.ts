/// <reference lib="dom" />
/**
 * The model on a backend of tfjs: WebGPU, else WebGL, else WebAssembly.
 *
 * @module
 */
import type * as tfjs from "@tensorflow/tfjs";
import type * as wasm from "@tensorflow/tfjs-backend-wasm";
import { checkImage } from "./check_image.ts";
import type { PageFacts } from "./facts.ts";

// The scripts of `vendor/` make one global object.
declare const tf: typeof tfjs & { readonly wasm: typeof wasm };

/** The backends, the fastest first. */
export const BACKENDS = ["webgpu", "webgl", "wasm"] as const;

/** One of {@linkcode BACKENDS}. */
export type BackendName = typeof BACKENDS[number];

/** The names of backends as the page shows them. */
export const BACKEND_TITLES: Readonly<Record<BackendName, string>> = {
  webgpu: "WebGPU",
  webgl: "WebGL",
  wasm: "WebAssembly",
};

/** By how much a score may differ from the trained detector's: half precision differs by a hundredth. */
const CHECK_BOUND = 1e-3;

/** The model's results for one image. */
export interface Scored {
  readonly score: number;
  /** `[size, size]`, if the method has maps. */
  readonly map?: Float32Array;
  /** Milliseconds from the resized pixels to these values. */
  readonly modelTime: number;
}

/** A loaded model. */
export interface Engine {
  readonly backend: BackendName;
  /** Why each earlier backend is not used. */
  readonly refused: ReadonlyMap<BackendName, string>;
  /** Scores 8-bit pixels `[size, size, channels]`. */
  readonly score: (pixels: ArrayLike<number>) => Promise<Scored>;
  readonly dispose: () => void;
}

/**
 * Tries backends in order; one is used if it scores the check image as the trained detector did.
 *
 * @param options.onLoading Receives the share of the model that was loaded.
 * @throws {Error} With the reasons, if none works.
 */
export async function startEngine(
  facts: PageFacts,
  { backends = BACKENDS, onLoading }: {
    backends?: readonly BackendName[];
    onLoading: (share: number) => void;
  },
): Promise<Engine> {
  tf.wasm.setWasmPaths("vendor/");
  // Threads need headers that plain file servers do not send.
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  const refused = new Map<BackendName, string>();
  for (const backend of backends) {
    let engine: Engine | undefined;
    try {
      // If it is the only one requested, it is used, however slow.
      if (backend === "webgl" && backends.length > 1 && !hasGraphicsCard()) {
        throw new Error("it has no graphics card here, and WebAssembly is faster");
      }
      engine = await load(facts, { backend, refused, onLoading });
      const { score } = await engine.score(checkImage(facts.size, facts.channels));
      const difference = Math.abs(score - facts.check) / Math.abs(facts.check);
      if (difference < CHECK_BOUND) return engine;
      throw new Error(`scores differ by ${difference.toExponential(1)} there`);
    } catch (error) {
      engine?.dispose();
      refused.set(backend, error instanceof Error ? error.message : String(error));
    }
  }
  const reasons = [...refused].map(([name, why]) => `${BACKEND_TITLES[name]}: ${why}`);
  throw new Error(`nothing here computes the model. ${reasons.join("; ")}`);
}

/** Whether WebGL is more than a simulation on the processor. */
function hasGraphicsCard(): boolean {
  const gl = document.createElement("canvas")
    .getContext("webgl2", { failIfMajorPerformanceCaveat: true });
  const info = gl?.getExtension("WEBGL_debug_renderer_info");
  const renderer = info ? String(gl!.getParameter(info.UNMASKED_RENDERER_WEBGL)) : "";
  return Boolean(gl) && !/swiftshader|llvmpipe|basic render|software/i.test(renderer);
}

async function load(
  { size, channels }: PageFacts,
  { backend, refused, onLoading }: {
    backend: BackendName;
    refused: ReadonlyMap<BackendName, string>;
    onLoading: (share: number) => void;
  },
): Promise<Engine> {
  if (!tf.engine().registryFactory[backend]) throw new Error("this browser has none");
  if (!await tf.setBackend(backend)) throw new Error("it did not start");
  const model = await tf.loadGraphModel("model/model.json", { onProgress: onLoading });
  return {
    backend,
    refused,
    dispose: () => model.dispose(),
    score: async (pixels) => {
      const start = performance.now();
      const results = tf.tidy(() => {
        const images = tf.tensor4d(Int32Array.from(pixels), [1, size, size, channels], "int32");
        const { scores, maps } = model.predict(images) as tfjs.NamedTensorMap;
        return maps ? { scores: scores!, maps } : { scores: scores! };
      });
      try {
        const [scores, map] = await Promise.all([results.scores.data(), results.maps?.data()]);
        return {
          score: scores[0]!,
          ...(map && { map: map as Float32Array }),
          modelTime: performance.now() - start,
        };
      } finally {
        tf.dispose(results);
      }
    },
  };
}
