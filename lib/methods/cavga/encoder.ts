/**
 * The encoder of CAVGA-R: a backbone that is trained.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { ARCHITECTURES, NO_LAYERS } from "../../nn/backbones/architectures.ts";
import type { LayerFactory, Stage } from "../../nn/backbones/layer_factory.ts";
import { chain } from "../../nn/backbones/layer_factory.ts";
import { readWeights } from "../../nn/backbones/load.ts";
import { type BackboneFacts, type BackboneId, scaleInput, toRgb } from "../../nn/backbones/mod.ts";
import { buildResNet18 } from "../../nn/backbones/resnet.ts";
import { TrainableLayers } from "../../nn/backbones/trainable.ts";
import type { ModalLayer } from "../../nn/layers/batch_norm.ts";
import type { LayerScope } from "../../nn/layers/layers.ts";

/** Least height and width of the last map: attention on fewer positions says nothing. */
const SMALLEST = 4;

/** ResNet's first convolution does not halve images up to this size. */
const SMALL_IMAGE = 64;

/** The fields that decide the encoder. */
export interface EncoderChoice {
  readonly backbone: BackboneId;
  readonly imageSize: number;
}

/** The map that the encoder ends with. */
export interface EncoderShape {
  /** Stage of the backbone. */
  readonly stage: string;
  /** Height and width. */
  readonly size: number;
  readonly channels: number;
}

/**
 * The deepest map that divides the image and has at least 4 positions per axis. ResNet-18 without
 * pooling: `[8, 8, 512]` at 128 pixels, `[4, 4, 512]` at 32.
 *
 * @throws {RangeError} If there is none, as for odd sizes, which the configuration refuses.
 */
export function encoderShape(choice: EncoderChoice): EncoderShape {
  const { imageSize } = choice;
  const fitting = [...stages(choice, NO_LAYERS)].filter(({ stride }) =>
    imageSize % stride === 0 && imageSize / stride >= SMALLEST
  );
  const last = fitting.at(-1);
  if (!last) throw new RangeError(`Cannot encode ${imageSize} pixels by ${choice.backbone}`);
  return { stage: last.name, size: imageSize / last.stride, channels: last.channels };
}

/** An encoder that was built. */
export interface Encoder {
  /** Images `[b, h, w, c]` in [−1, 1] → `[b, size, size, channels]`. */
  readonly encode: ModalLayer;
  /** For the record; the hash is that of its initial values, where they come from a file. */
  readonly backbone: Partial<BackboneFacts>;
}

/**
 * Builds the encoder, without the layers after its last map.
 *
 * A backbone that pads less has smaller maps, to which zeros are added below and on the right.
 *
 * @param options.pretrained Whether initial values come from the backbone's weights file.
 * @throws {InputError} If that file is missing or belongs to another network.
 */
export function cavgaEncoder(
  scope: LayerScope,
  choice: EncoderChoice,
  { pretrained, weights: folders }: { pretrained: boolean; weights?: readonly string[] },
): Encoder {
  const { stage, size } = encoderShape(choice);
  const weights = pretrained ? readWeights(choice.backbone, folders) : undefined;
  const parts: ModalLayer[] = [];
  for (const { name, apply } of stages(choice, new TrainableLayers(scope, weights?.reader))) {
    parts.push(apply);
    if (name === stage) break;
  }
  weights?.reader.finish(true);
  const trunk = chain(...parts);
  const { input } = ARCHITECTURES[choice.backbone];
  return {
    encode: (images, mode) => {
      const map = trunk(scaleInput(toRgb(images), input), mode);
      const missing = size - map.shape[1];
      return missing === 0 ? map : tf.pad(map, [[0, 0], [0, missing], [0, missing], [0, 0]]);
    },
    backbone: { id: choice.backbone, weightsSha256: weights?.sha256, input },
  };
}

function stages({ backbone, imageSize }: EncoderChoice, layers: LayerFactory): Iterable<Stage> {
  if (backbone !== "resnet18" && backbone !== "resnet18_layers1_3") {
    return ARCHITECTURES[backbone].build(layers);
  }
  return buildResNet18(backbone, layers, { stride: imageSize <= SMALL_IMAGE ? 1 : 2, pool: false });
}
