/**
 * How compiled functions are optimised.
 *
 * @module
 */

/** Values of `--precision`. */
export const PRECISIONS = ["fp32", "bf16"] as const;

/**
 * Arithmetic of convolutions and matrix products in compiled functions: float32, or bfloat16 where
 * the processor has it (sums stay float32).
 */
export type Precision = typeof PRECISIONS[number];

/** Options of all compiled functions in the process. */
export interface GraphOptions {
  /** Whether functions are recorded at all; `false` runs them op by op, for debugging. */
  readonly compiled: boolean;
  /** Default `fp32`. */
  readonly precision: Precision;
  /**
   * Whether XLA compiles what it can of recorded functions. It takes effect on a GPU; on a CPU it
   * also needs `TF_XLA_FLAGS=--tf_xla_cpu_global_jit` and gains nothing. `bench:gpu` measures it.
   * Default false; `TF_XLA_FLAGS=--tf_xla_auto_jit=2` switches it on as well.
   */
  readonly xla: boolean;
  /** Whether a GPU computes products in float16; `bench:gpu` measures it. Default false. */
  readonly fp16: boolean;
}

let current: GraphOptions = { compiled: true, precision: "fp32", xla: false, fp16: false };

/** Changes the options of functions recorded from now on. */
export function setGraphOptions(options: Partial<GraphOptions>): void {
  current = { ...current, ...options };
}

/** The current options. */
export function graphOptions(): GraphOptions {
  return current;
}

/**
 * The current options in the form that TensorFlow reads: `ConfigProto { graph_options (10) {
 * optimizer_options (3) { global_jit_level (5) = ON_2 (2) }, rewrite_options (10) { remapping (14) =
 * ON (1), auto_mixed_precision (23) = ON (1), auto_mixed_precision_onednn_bfloat16 (31) = ON (1) } } }`.
 * With every option off it is empty, and TensorFlow runs the ops of a function as recorded.
 *
 * Source: tensorflow/core/protobuf/config.proto and rewriter_config.proto.
 *
 * @param fused Whether a convolution, its bias and its rectifier become one op.
 */
export function configProto(fused: boolean): Uint8Array<ArrayBuffer> {
  const rewrite = [
    ...(fused ? [0x70, 0x01] : []), // field 14, varint 1
    ...(current.fp16 ? [0xb8, 0x01, 0x01] : []), // field 23, varint 1
    ...(current.precision === "bf16" ? [0xf8, 0x01, 0x01] : []), // field 31, varint 1
  ];
  const graph = [
    ...(current.xla ? message(0x1a, [0x28, 0x02]) : []),
    ...(rewrite.length > 0 ? message(0x52, rewrite) : []),
  ];
  return Uint8Array.from(graph.length > 0 ? message(0x52, graph) : []);
}

/** A field that holds a message of fewer than 128 bytes. */
function message(tag: number, content: readonly number[]): number[] {
  return [tag, content.length, ...content];
}
