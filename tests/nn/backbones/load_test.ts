import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../../../lib/backend/read.ts";
import { InputError } from "../../../lib/errors.ts";
import { ARCHITECTURES } from "../../../lib/nn/backbones/architectures.ts";
import {
  BACKBONES,
  loadBackbone,
  weightsFolders,
  weightsIdentity,
} from "../../../lib/nn/backbones/mod.ts";
import { encodeSafetensors, type NamedTensors } from "../../../lib/nn/variables/safetensors.ts";
import { useSynchronousBackend } from "../../backends/present.ts";
import { noLeak } from "../../no_leak.ts";
import { withTempDir } from "../../temp_dir.ts";
import { drawnTensors, seeWeightsFolder } from "../../weights.ts";
import { drawnImages } from "./drawn.ts";

await useSynchronousBackend();

/** Drawn weights of SqueezeNet under torchvision's names, with its classifier. */
function squeezeNetTensors(): NamedTensors {
  const classifier = { shape: [3], values: new Float32Array(3) };
  return { ...drawnTensors("squeezenet1_1"), "classifier.1.bias": classifier };
}

async function write(folder: string, tensors: NamedTensors): Promise<string> {
  const path = `${folder}/squeezenet1.1.safetensors`;
  await Deno.writeFile(path, encodeSafetensors(tensors));
  return path;
}

Deno.test("loadBackbone: the names of the ONNX zoo and of torchvision give the same features", () =>
  noLeak(() =>
    withTempDir(async (folder) => {
      const tensors = squeezeNetTensors();
      const features = async () => {
        using backbone = loadBackbone("squeezenet1_1", folder);
        const images = tf.tensor4d(drawnImages(1, 32, 32), [1, 32, 32, 3]);
        const found = backbone.features(images, ["stage2", "stage4"]);
        images.dispose();
        return await readAndDispose(found);
      };
      await write(folder, tensors);
      const own = await features();
      assertEquals(Object.keys(own), ["stage2", "stage4"]);
      const names = Object.keys(tensors).filter((name) => !name.startsWith("classifier"));
      await write(
        folder,
        Object.fromEntries(names.map((name, i) => {
          const part = name.slice(name.lastIndexOf(".") + 1);
          return [`squeezenet0_conv${Math.floor(i / 2)}_${part}`, tensors[name]!];
        })),
      );
      assertEquals(await features(), own);
    })
  ));

Deno.test("loadBackbone: what is missing, of another shape or unknown is named at once", () =>
  noLeak(() =>
    withTempDir(async (folder) => {
      const tensors = squeezeNetTensors();
      delete tensors["features.0.bias"];
      tensors["features.4.squeeze.bias"] = { shape: [2], values: new Float32Array(2) };
      tensors["layer1.0.weight"] = { shape: [1], values: new Float32Array(1) };
      tensors["features.1.num_batches_tracked"] = { shape: [], values: new Float32Array(1) };
      const path = await write(folder, tensors);
      const { message } = assertThrows(() => loadBackbone("squeezenet1_1", folder), InputError);
      assertEquals(
        message,
        `${path}: not the weights of this network: tensors 1 missing (features.0.bias), ` +
          "1 of another shape (features.4.squeeze.bias [2] instead of [16]), " +
          "1 unknown (layer1.0.weight)",
      );
    })
  ));

Deno.test("loadBackbone: a missing file is named with how to get it", () => {
  const { message } = assertThrows(() => loadBackbone("vgg16", "nowhere"), InputError);
  assertEquals(
    message,
    "nowhere/vgg16.safetensors: the weights of vgg16 are not there; get them with: npx -y deno@2 " +
      "task download weights vgg16, or name their folder with --weights DIR",
  );
});

Deno.test("features: an unknown stage is named with those there are", () =>
  withTempDir(async (folder) => {
    await write(folder, squeezeNetTensors());
    using backbone = loadBackbone("squeezenet1_1", folder);
    const image = tf.zeros<tf.Rank.R4>([1, 32, 32, 3]);
    assertThrows(
      () => backbone.features(image, ["stage1", "toString"]),
      InputError,
      "backbone squeezenet1_1: has no stage toString; expected some of stem, stage1",
    );
    image.dispose();
  }));

Deno.test("weightsIdentity: a model is refused with other weights or another input scale", async () => {
  const { input } = ARCHITECTURES.vgg16;
  const backbone = { id: "vgg16", weightsSha256: "ab".repeat(32), input } as const;
  const saved = await weightsIdentity(backbone).export();
  weightsIdentity(backbone).import(saved, "model");
  const other = weightsIdentity({ ...backbone, weightsSha256: "cd".repeat(32) });
  assertThrows(
    () => other.import(saved, "model"),
    InputError,
    `model: made with weights of vgg16 whose SHA-256 is ${backbone.weightsSha256}; those here have`,
  );
  assertThrows(() => other.import({}, "model"), InputError, "is not stored");
  const scaled = weightsIdentity({ ...backbone, input: { ...input, std: [0.5, 0.5, 0.5] } });
  const message = "model: made with another input scale of vgg16";
  assertThrows(() => scaled.import(saved, "model"), InputError, message);
  const { sha256 } = saved; // as earlier models store it
  assertThrows(
    () => weightsIdentity(backbone).import({ sha256: sha256! }, "model"),
    InputError,
    message,
  );
});

Deno.test("weightsFolders: the environment's, else where a model had them and data/weights", () => {
  const before = Deno.env.get("DAAD_WEIGHTS");
  const seen = (folder: string | undefined, remembered?: string) => {
    seeWeightsFolder(folder);
    return weightsFolders(remembered);
  };
  try {
    assertEquals(seen(undefined), ["data/weights"]);
    assertEquals(seen(undefined, "before"), ["before", "data/weights"]);
    assertEquals(seen("elsewhere", "before"), ["elsewhere"]);
  } finally {
    seeWeightsFolder(before);
  }
});

Deno.test("backbones: no two share a weights file", () => {
  const files = BACKBONES.map((id) => ARCHITECTURES[id].file);
  assertEquals(new Set(files).size, files.length);
  assert(files.every((file) => file.endsWith(".safetensors")));
});
