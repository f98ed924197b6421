/**
 * A scoring graph as a graph model of tfjs: `model.json` and shards of weights.
 *
 * @module
 */
import { DATA_TYPE } from "../../backend/native/dtypes.ts";
import { prepareFolder, writeFileAtomically } from "../../files.ts";
import { type GraphNode, INPUT_NAME } from "../graph/graph.ts";
import type { ExportMetadata } from "../graph/metadata.ts";
import { Refusal } from "../graph/refusal.ts";
import type { ScoringGraph } from "../graph/scoring_graph.ts";
import { nodeDef, shapeProto, typeName } from "./node_def.ts";

/** Bytes of one file of weights, as tfjs's own converter cuts them. */
const SHARD_BYTES = 4 * 1024 * 1024;

const WEIGHT_TYPES: Readonly<Record<number, string>> = {
  [DATA_TYPE.float32]: "float32",
  [DATA_TYPE.int32]: "int32",
  [DATA_TYPE.bool]: "bool",
};

/** tfjs's WebGPU backend leaves out the tensors of an `AddN` after these. */
const MOST_ADDED = 5;

/**
 * Refuses a graph that WebGPU would compute wrongly.
 *
 * @throws {Refusal} With the op.
 */
export function requireWebGpuOps({ graph }: Pick<ScoringGraph, "graph">): void {
  const added = graph.nodes.filter(({ op }) => op === "AddN").map(({ inputs }) => inputs.length);
  const most = Math.max(...added);
  if (most > MOST_ADDED) {
    throw new Refusal(
      `AddN of ${most} tensors: WebGPU adds the first ${MOST_ADDED} only; add up fewer at once, or ` +
        "export it --to onnx",
    );
  }
}

/**
 * Writes the weights, then `model.json`: a folder that has a `model.json` holds a whole model.
 *
 * @throws {Refusal} As {@linkcode requireWebGpuOps}, before the folder is made.
 */
export async function writeTfjs(
  scoring: ScoringGraph,
  metadata: ExportMetadata,
  folder: string,
): Promise<void> {
  requireWebGpuOps(scoring);
  await prepareFolder(folder);
  const { graph, outputs } = scoring;
  const constants = graph.nodes.filter(({ bytes }) => bytes !== undefined);
  const paths = await writeShards(folder, constants.map(({ bytes }) => bytes!));
  const types = new Map(graph.nodes.map(({ name, outputs: [type] }) => [name, type!]));
  const tensorInfo = (name: string) => {
    const { dtype, shape } = types.get(name)!;
    return [name, {
      name: `${name}:0`,
      dtype: typeName(dtype),
      tensorShape: shapeProto(shape),
    }] as const;
  };
  const model = {
    format: "graph-model",
    generatedBy: `${metadata.title}, version ${metadata.code.version}`,
    convertedBy: null,
    signature: {
      inputs: Object.fromEntries([tensorInfo(INPUT_NAME)]),
      outputs: Object.fromEntries(outputs.map(tensorInfo)),
    },
    // With `structuredOutputKeys`, `predict` names what it returns.
    userDefinedMetadata: { ...metadata, structuredOutputKeys: outputs },
    modelTopology: { node: graph.nodes.map(nodeDef), versions: { producer: 1 }, library: {} },
    weightsManifest: [{ paths, weights: constants.map(weightEntry) }],
  };
  await writeFileAtomically(`${folder}/model.json`, JSON.stringify(model));
}

function weightEntry({ name, outputs: [type] }: GraphNode) {
  return { name, shape: type!.shape, dtype: WEIGHT_TYPES[type!.dtype] };
}

/** Writes the parts one after the other, cut into files of one size; returns the files' names. */
async function writeShards(folder: string, parts: readonly Uint8Array[]): Promise<string[]> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  const count = Math.max(1, Math.ceil(all.length / SHARD_BYTES));
  const names = Array.from(
    { length: count },
    (_, i) => `group1-shard${i + 1}of${count}.bin`,
  );
  for (const [i, name] of names.entries()) {
    const shard = all.subarray(i * SHARD_BYTES, (i + 1) * SHARD_BYTES);
    await writeFileAtomically(`${folder}/${name}`, shard);
  }
  return names;
}
