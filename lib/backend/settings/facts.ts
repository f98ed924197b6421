/**
 * Facts about what computes.
 *
 * @module
 */

/** What the backend `tensorflow` runs on. */
export interface TensorFlowInfo {
  /** `ffi` = the C library through Deno FFI, `addon` = tfjs-node-gpu's compiled addon. */
  readonly binding: "ffi" | "addon";
  /** The library's or the addon's file. */
  readonly path: string;
  /** What pointed to the file. */
  readonly source: string;
  /** TensorFlow's version. */
  readonly version: string;
  /** Device types in use: `CPU`, `GPU`. */
  readonly devices: readonly string[];
}

/** The adapter that WebGPU runs on. */
export interface AdapterInfo {
  /** As reported by the driver: `llvmpipe (LLVM 15.0.6, 256 bits)`. */
  readonly name: string;
  /** Whether it computes on the CPU. */
  readonly software: boolean;
}
