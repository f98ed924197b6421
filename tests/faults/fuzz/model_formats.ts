/** The formats that the project itself writes: models, checkpoints, configurations, records. */
import { createHash } from "node:crypto";
import { useBackend } from "../../../lib/backend/backend.ts";
import { readConfig } from "../../../lib/cli/options/options.ts";
import { daadConfig, daadPlusConfig } from "../../../lib/daad/config.ts";
import { DAAD } from "../../../lib/daad/detector.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
  readMetadata,
} from "../../../lib/nn/variables/safetensors.ts";
import { configHash } from "../../../lib/record/run/config_hash.ts";
import { readRecord } from "../../../lib/record/run/record_file.ts";
import { loadDetector, saveDetector } from "../../../lib/registry/storage.ts";
import { CheckpointFile } from "../../../lib/train/checkpoint.ts";
import { SMALL_CONFIG } from "../../experiment/small_bottle.ts";
import { someRecord } from "../../record/table/records.ts";
import type { Format } from "./formats.ts";
import { damageJson } from "./json.ts";
import type { Part } from "./mutate.ts";

const IDENTITY = { seed: 0, method: "daad" };

const TENSORS = {
  "network/bias": { shape: [3], values: new Float32Array([1, -2, 3]) },
  "network/kernel": { shape: [2, 2], values: new Float32Array([0, 1, 2, 3]) },
  "adam/mean": { shape: [], values: new Float32Array([5]) },
};

const bytesOf = (value: unknown): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(value, null, 2));

/** The parts of a safetensors file: the length, the header, and the values. */
function safetensorsParts(bytes: Uint8Array): Part[] {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  return [[0, 8], [8, 8 + length], [8 + length, bytes.length]];
}

/** Damages the header as JSON and writes its new length. */
function damageHeader(bytes: Uint8Array, ...[random]: [Parameters<typeof damageJson>[1]]) {
  const [, [start, end]] = safetensorsParts(bytes) as [Part, Part, Part];
  const header = damageJson(bytes.subarray(start, end), random);
  const damaged = new Uint8Array(8 + header.length + bytes.length - end);
  new DataView(damaged.buffer).setBigUint64(0, BigInt(header.length), true);
  damaged.set(header, 8);
  damaged.set(bytes.subarray(end), 8 + header.length);
  return damaged;
}

/** Writes the SHA-256 of a damaged checkpoint into it, so that readers look at the rest. */
function repairCheckpoint(bytes: Uint8Array): Uint8Array {
  const at = 8 + '{"__metadata__":{"sha256":"'.length;
  const repaired = bytes.slice();
  if (repaired.length < at + 64) return repaired;
  repaired.fill("0".charCodeAt(0), at, at + 64);
  const digest = createHash("sha256").update(repaired).digest("hex");
  repaired.set(new TextEncoder().encode(digest), at);
  return repaired;
}

const jsonParts = (bytes: Uint8Array): Part[] => [[0, bytes.length]];

/** Writes a small model to its own folder, once. */
async function writeModel(folder: string): Promise<void> {
  await useBackend({ force: "cpu" });
  const facts = { imageSize: 16, channels: 1, trainingImages: 4 } as const;
  using detector = DAAD.create(daadConfig.resolve(SMALL_CONFIG, facts, "small"), 0);
  await saveDetector(detector, folder);
}

async function modelFile(name: string): Promise<Uint8Array> {
  const folder = await Deno.makeTempDir();
  await writeModel(folder);
  const bytes = await Deno.readFile(`${folder}/${name}`);
  await Deno.remove(folder, { recursive: true });
  return bytes;
}

/** Formats by name. */
export const MODEL_FORMATS: Readonly<Record<string, Format>> = {
  safetensors: {
    samples: () => Promise.resolve([encodeSafetensors(TENSORS), encodeSafetensors({}, { a: "b" })]),
    parts: safetensorsParts,
    damage: damageHeader,
    read: (bytes, name) =>
      Promise.try(() => [decodeSafetensors(bytes, name), readMetadata(bytes, name)]),
  },
  checkpoint: {
    samples: async () => {
      const path = await Deno.makeTempFile();
      const progress = { step: 7, losses: [{ total: 1 }], sums: { total: 0.5 }, seconds: 3 };
      await new CheckpointFile(path, IDENTITY).save({ ...progress, tensors: TENSORS });
      const bytes = await Deno.readFile(path);
      await Deno.remove(path);
      return [bytes];
    },
    parts: safetensorsParts,
    damage: (bytes, random) => repairCheckpoint(damageHeader(bytes, random)),
    repair: repairCheckpoint,
    read: async (bytes, name) => {
      await Deno.writeFile(name, bytes);
      return await new CheckpointFile(name, IDENTITY).load();
    },
  },
  detector: {
    samples: async () => [await modelFile("detector.json")],
    parts: jsonParts,
    damage: damageJson,
    read: async (bytes, name) => {
      const model = name.replace(/[^/]+$/, "model");
      await Deno.stat(model).catch(() => writeModel(model));
      await Deno.mkdir(name);
      await Deno.copyFile(`${model}/model.safetensors`, `${name}/model.safetensors`);
      await Deno.writeFile(`${name}/detector.json`, bytes);
      (await loadDetector(name))[Symbol.dispose]();
      await Deno.remove(name, { recursive: true });
    },
  },
  config: {
    samples: () =>
      Promise.resolve([
        bytesOf({ ...SMALL_CONFIG, score: { statistic: "top", topFraction: 0.1, sigmaAt256: 4 } }),
        bytesOf({ items: 7, division: [{ height: 2, width: 2, channels: 1 }], levels: 1 }),
      ]),
    parts: jsonParts,
    damage: damageJson,
    read: async (bytes, name) => {
      await Deno.writeFile(name, bytes);
      const facts = { imageSize: 32, channels: 3, trainingImages: 12 } as const;
      const given = await readConfig(name);
      const config = daadConfig.resolve(given, facts, name);
      daadPlusConfig.resolve(given, facts, name);
      await configHash(config);
    },
  },
  record: {
    samples: async () => [bytesOf(await someRecord({ pixelAuroc: 0.9 }))],
    parts: jsonParts,
    damage: damageJson,
    read: async (bytes, name) => {
      await Deno.writeFile(name, bytes);
      await configHash((await readRecord(name)).config);
    },
  },
};
