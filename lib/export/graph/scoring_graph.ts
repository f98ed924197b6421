/**
 * Makes the graph of a detector's scoring function, for any number of 8-bit images.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { DATA_TYPE } from "../../backend/native/dtypes.ts";
import type { ValueType } from "../../backend/native/native_graph.ts";
import { type RecordedOps, recordOps } from "../../backend/program/record_ops.ts";
import type { RecordedOp, Source } from "../../backend/tensorflow/recording.ts";
import type { Calibration } from "../../detector/calibration/calibration.ts";
import type { Detector } from "../../detector/contract/detector.ts";
import { InputError } from "../../errors.ts";
import { AnyNumber, RECORDED_SIZES, varies } from "./any_number.ts";
import { Graph, INPUT_NAME, OUTPUT_NAMES, typeAttribute, type Value } from "./graph.ts";
import { Refusal } from "./refusal.ts";
import { refuseWithoutGraph } from "./without_graph.ts";

/** A detector's scoring as a graph. */
export interface ScoringGraph {
  readonly graph: Graph;
  /** Those of {@linkcode OUTPUT_NAMES} that exist, as nodes of that name. */
  readonly outputs: readonly (typeof OUTPUT_NAMES[number])[];
  /** Height and width of the input in pixels. */
  readonly imageSize: number;
  readonly channels: number;
}

/**
 * Records `detector.score` and puts the scaling of pixels in front of it.
 *
 * @param calibration That of the model, if it has one: its scores and maps are outputs too.
 * @throws {InputError} If the method has no graph, or the backend cannot record one.
 * @throws {Refusal} If the score does what a graph cannot.
 */
export function scoringGraph(detector: Detector, calibration?: Calibration): ScoringGraph {
  refuseWithoutGraph(detector);
  const [two, three] = RECORDED_SIZES.map((n) => record(detector, n, calibration));
  const { imageSize, channels } = detector.config;
  const graph = new Graph();
  const shape = [-1, imageSize, imageSize, channels];
  const pixels = graph.add("Placeholder", [], {
    name: INPUT_NAME,
    outputs: [{ shape, dtype: DATA_TYPE.int32 }],
    attributes: [typeAttribute("dtype", DATA_TYPE.int32)],
  });
  const images = scaled(graph, pixels);
  const valueOf = copyOps(graph, { two: two!, three: three!, pixels, images });
  const outputs = OUTPUT_NAMES.filter((name) => two!.outputs[name] !== undefined);
  for (const name of outputs) {
    const value = valueOf(two!.outputs[name]!);
    const type = graph.typeOf(value);
    const attributes = [typeAttribute("T", type.dtype)];
    graph.add("Identity", [value], { name, outputs: [type], attributes });
  }
  return { graph, outputs, imageSize, channels };
}

function record(
  detector: Detector,
  n: number,
  calibration: Calibration | undefined,
): RecordedOps {
  const { imageSize: size, channels } = detector.config;
  const images: tf.Tensor4D = tf.zeros([n, size, size, channels]);
  try {
    const own = detector.graphScore ?? detector;
    const score = ({ images }: { images: tf.Tensor4D }) => {
      const scored = own.score(images);
      if (scored instanceof Promise) {
        scored.catch(() => {}); // it cannot read what is only recorded
        throw new Refusal(
          "its score reads values while it computes; score with tensors only, or state a graphScore",
        );
      }
      return { ...scored, ...calibration?.apply(images, scored) };
    };
    const recorded = recordOps(`${detector.method} export`, score, { images });
    if (recorded) return recorded;
  } catch (error) {
    throw asRefusal(error);
  } finally {
    images.dispose();
  }
  throw new InputError(
    "export: needs TensorFlow's library to record what scoring computes; deno task setup installs it",
  );
}

/** What a recording does not allow, it says by plain errors; others are faults of the program. */
function asRefusal(error: unknown): unknown {
  return error instanceof Error && error.constructor === Error
    ? new Refusal(error.message, { cause: error })
    : error;
}

/**
 * Converts pixels 0 … 255 to [−1, 1], to the same bits as `toBatch`: `2p − 255` is exact, so that
 * only the division rounds.
 */
function scaled(graph: Graph, pixels: Value): Value {
  const { shape } = graph.typeOf(pixels);
  const outputs = [{ shape, dtype: DATA_TYPE.float32 }];
  const attributes = [typeAttribute("T", DATA_TYPE.float32)];
  const floats = graph.add("Cast", [pixels], {
    outputs,
    attributes: [typeAttribute("SrcT", DATA_TYPE.int32), typeAttribute("DstT", DATA_TYPE.float32)],
  });
  const doubled = graph.add("Mul", [floats, graph.number(2)], { outputs, attributes });
  const centred = graph.add("Sub", [doubled, graph.number(255)], { outputs, attributes });
  return graph.add("RealDiv", [centred, graph.number(255)], { outputs, attributes });
}

/** Adds the recorded ops; returns a function from a recorded source to its value. */
function copyOps(
  graph: Graph,
  { two, three, pixels, images }: {
    two: RecordedOps;
    three: RecordedOps;
    pixels: Value;
    images: Value;
  },
): (source: Source) => Value {
  const anyNumber = new AnyNumber(graph, pixels);
  const known = new Map<string, Value>();
  const names: string[] = [];
  const valueOf = (source: Source): Value => {
    if (source.from === "input") return images;
    if (source.from === "op") return { node: names[source.index]!, output: source.output };
    const key = `${source.from} ${source.index}`;
    const list = source.from === "constant" ? "constants" : "captures";
    const pair = [two[list][source.index]!, three[list][source.index]!] as const;
    if (!known.has(key)) {
      const value = varies(pair)
        ? anyNumber.compute(pair)
        : graph.constant(pair[0].type, pair[0].bytes);
      known.set(key, value);
    }
    return known.get(key)!;
  };
  if (two.ops.length !== three.ops.length) throw otherOps("its score");
  two.ops.forEach((op, index) => {
    const other = three.ops[index]!;
    requireSameOp(op, other);
    try {
      const outputs = op.outputs.map((type, k) => withoutNumber(type, other.outputs[k]!));
      const shape = op.op === "Reshape" ? oneOpenShape(outputs[0]!) : undefined;
      const inputs = op.sources.map((source, k) =>
        shape && k === 1 ? graph.integers(shape) : valueOf(source)
      );
      names.push(graph.add(op.op, inputs, { outputs, attributes: op.attributes }).node);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      throw new Refusal(`${op.site.of(op.op)}: ${error.message}`, { cause: error });
    }
  });
  return valueOf;
}

function requireSameOp(op: RecordedOp, other: RecordedOp): void {
  const facts = ({ op, attributes, sources }: RecordedOp) =>
    JSON.stringify([op, attributes, sources]);
  if (facts(op) !== facts(other)) throw otherOps(op.site.of(op.op));
}

function otherOps(where: string): Refusal {
  return new Refusal(
    `${where}: which ops are called depends on the number of images; call the same ones for any number`,
  );
}

/** The shape, if at most one dimension of it is open: a reshape works that one out itself. */
function oneOpenShape({ shape }: ValueType): readonly number[] | undefined {
  return shape.filter((size) => size === -1).length <= 1 ? shape : undefined;
}

/** A dimension that differs becomes −1. */
function withoutNumber({ shape, dtype }: ValueType, other: ValueType): ValueType {
  return { shape: shape.map((size, i) => size === other.shape[i] ? size : -1), dtype };
}
