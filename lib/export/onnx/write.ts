/**
 * A scoring graph as an ONNX model: `model.onnx`.
 *
 * @module
 */
import { prepareFolder, writeFileAtomically } from "../../files.ts";
import { type GraphNode, INPUT_NAME, type Value } from "../graph/graph.ts";
import type { ExportMetadata } from "../graph/metadata.ts";
import { Refusal } from "../graph/refusal.ts";
import type { ScoringGraph } from "../graph/scoring_graph.ts";
import { OnnxBuilder } from "./builder.ts";
import { OpContext } from "./context.ts";
import { OPERATORS } from "./operators.ts";
import { encodeModel, type Message, ONNX_TYPE, onnxType, valueInfo } from "./schema.ts";

/** Versions of the operators and of the file format: 2022, read by every runtime since. */
const OPSET = 17;
const IR_VERSION = 8;

/**
 * Writes `model.onnx`; the metadata are its `metadata_props`, each as JSON.
 *
 * @throws {Refusal} Naming an op that ONNX lacks, before the folder is made.
 */
export async function writeOnnx(
  scoring: ScoringGraph,
  metadata: ExportMetadata,
  folder: string,
): Promise<void> {
  const model = {
    ir_version: IR_VERSION,
    opset_import: [{ domain: "", version: OPSET }],
    producer_name: metadata.title,
    producer_version: metadata.code.version,
    metadata_props: Object.entries(metadata).map(([key, value]) => ({
      key,
      value: typeof value === "string" ? value : JSON.stringify(value),
    })),
    graph: onnxGraph(scoring, metadata.method),
  };
  await prepareFolder(folder);
  await writeFileAtomically(`${folder}/model.onnx`, await encodeModel(model));
}

/** The `GraphProto`. */
function onnxGraph({ graph, outputs }: ScoringGraph, name: string): Message {
  const builder = new OnnxBuilder();
  const constants = new Map<string, GraphNode>();
  const names = new Map<string, readonly string[]>();
  const nameOf = ({ node, output }: Value) => names.get(node)![output]!;
  for (const node of graph.nodes) {
    const { op, bytes } = node;
    const [type] = node.outputs;
    if (bytes) {
      constants.set(node.name, node);
      const { shape, dtype } = type!;
      builder.initializer({ shape, type: onnxType(dtype), bytes }, node.name);
      names.set(node.name, [node.name]);
    } else if (op === "Placeholder") {
      names.set(node.name, [node.name]);
    } else {
      const inputs = node.inputs.map(nameOf);
      const written = writeOp(new OpContext(builder, { node, inputs, graph, constants }));
      names.set(node.name, typeof written === "string" ? [written] : written);
    }
  }
  for (const output of outputs) {
    builder.add("Identity", [nameOf({ node: output, output: 0 })], {}, output);
  }
  const used = new Set(builder.nodes.flatMap(({ input }) => input as string[]));
  const shapeOf = (name: string) => graph.typeOf({ node: name, output: 0 }).shape;
  return {
    name,
    node: builder.nodes,
    initializer: builder.initializers.filter(({ name }) => used.has(name as string)),
    input: [valueInfo(INPUT_NAME, ONNX_TYPE.uint8, shapeOf(INPUT_NAME))],
    output: outputs.map((name) => valueInfo(name, ONNX_TYPE.float, shapeOf(name))),
  };
}

/** Writes an op; returns the names of its outputs. */
function writeOp(op: OpContext): string | readonly string[] {
  const name = op.node.op;
  try {
    const write = OPERATORS[name];
    if (!write) throw new Refusal("has no counterpart in the table of ONNX operators");
    return write(op);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(
      `${name} ${error.message}; export it --to tfjs, or score with another op`,
      { cause: error },
    );
  }
}
