/**
 * How compiled functions are optimised.
 *
 * @module
 */

/** What `--precision` takes. */
export const PRECISIONS = ["fp32", "bf16"] as const;

/**
 * Arithmetic of convolutions and matrix products in compiled functions: float32, or bfloat16 where
 * the processor has it (sums stay float32).
 */
export type Precision = typeof PRECISIONS[number];

/** What applies to all compiled functions of the process. */
export interface GraphOptions {
  /** Whether functions are recorded at all; `false` runs them op by op, for debugging. */
  readonly compiled: boolean;
  /** Default `fp32`. */
  readonly precision: Precision;
}

let current: GraphOptions = { compiled: true, precision: "fp32" };

/** Changes what applies to functions that are recorded from now on. */
export function setGraphOptions(options: Partial<GraphOptions>): void {
  current = { ...current, ...options };
}

/** What applies now, and the serialised `ConfigProto` that says it to TensorFlow. */
export function graphOptions(): GraphOptions & { config: Uint8Array<ArrayBuffer> } {
  return { ...current, config: configProto(current) };
}

/**
 * `ConfigProto { graph_options (10) { rewrite_options (10) {
 * auto_mixed_precision_onednn_bfloat16 (31) = ON (1) } } }`; empty for TensorFlow's defaults.
 *
 * Source: tensorflow/core/protobuf/config.proto and rewriter_config.proto.
 */
function configProto({ precision }: GraphOptions): Uint8Array<ArrayBuffer> {
  if (precision === "fp32") return new Uint8Array();
  const rewrite = [0xf8, 0x01, 0x01]; // field 31, varint 1
  const graph = [0x52, rewrite.length, ...rewrite];
  return new Uint8Array([0x52, graph.length, ...graph]);
}
