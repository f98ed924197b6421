/**
 * The interface of a backend that can be chosen.
 *
 * @module
 */
import type { AdapterInfo, TensorFlowInfo } from "./facts.ts";

/** The backends that can be chosen, fastest first. */
export const BACKENDS = ["tensorflow", "webgpu", "wasm", "cpu"] as const;

/**
 * Id of a backend, as in tfjs: `tensorflow` = TensorFlow's library, `webgpu` = the GPU through
 * Deno, `wasm` = WebAssembly, `cpu` = plain JavaScript.
 */
export type BackendId = typeof BACKENDS[number];

/** A backend that can run here. */
export interface Registered {
  /** What runs, for the user: `TensorFlow 2.21.0 on CPU (.venv of the project)`. */
  readonly name: string;
  /** Device types in use: `CPU`, `GPU`. */
  readonly devices: readonly string[];
  /** Threads that one op may use; 0 = the backend's choice. */
  readonly threads: number;
  /** Present on the backend `tensorflow`. */
  readonly tensorflow?: TensorFlowInfo;
  /** Present on the backend `webgpu`: the GPU, or the software that stands in for one. */
  readonly adapter?: AdapterInfo;
}

/** Either what can run, or why it cannot. */
export type Registration =
  | { readonly registered: Registered; readonly reason?: undefined }
  | { readonly registered?: undefined; readonly reason: string };

/** Options passed to a candidate. */
export interface CandidateOptions {
  /** Folder that holds `.venv`. */
  readonly projectRoot: string;
  /** Threads that one op may use; 0 = the backend's choice. */
  readonly threads: number;
  /** Whether it was asked for by name; if so, it need not be the better choice. */
  readonly forced: boolean;
}

/** One backend of the list that is tried in order. */
export interface Candidate {
  readonly id: BackendId;
  /** Registers the backend with tfjs under its id; may be called again. */
  tryRegister(options: CandidateOptions): Promise<Registration>;
}

/** An error's message on one line, for use as a reason. */
export function oneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replaceAll(/\s*\n\s*/g, " ").trim();
}
