/**
 * TensorFlow settings that change arithmetic.
 *
 * @module
 */

/** Names of environment variables. Commands may read them, and records list those that are set. */
export const ARITHMETIC_FLAGS: readonly string[] = [
  "TF_ENABLE_ONEDNN_OPTS",
  "TF_DETERMINISTIC_OPS",
  "TF_XLA_FLAGS",
  "ONEDNN_MAX_CPU_ISA",
  "ONEDNN_DEFAULT_FPMATH_MODE",
  "NVIDIA_TF32_OVERRIDE",
];

/** Values that this project sets where the user has set none. */
export const OWN_FLAGS: Readonly<Record<string, string>> = { TF_ENABLE_ONEDNN_OPTS: "1" };
