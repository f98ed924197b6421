/**
 * Facts about the TensorFlow in use.
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
