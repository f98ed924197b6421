/**
 * The architectures by name.
 *
 * @module
 */
import type { BackboneId, StageSize } from "./backbone.ts";
import { EFFICIENTNET_B4, EFFICIENTNET_LITE0 } from "./efficientnet.ts";
import type { Architecture, LayerFactory, Stage } from "./layer_factory.ts";
import {
  RESNET18,
  RESNET18_LAYERS1_3,
  RESNET50,
  RESNET50_CAFFE,
  WIDE_RESNET50_2,
} from "./resnet.ts";
import { RESNET50V2 } from "./resnet_v2.ts";
import { SQUEEZENET1_1 } from "./squeezenet.ts";
import { VGG16, VGG16_CONV1_3 } from "./vgg.ts";

/** The architecture of every backbone. */
export const ARCHITECTURES: Readonly<Record<BackboneId, Architecture>> = {
  wide_resnet50_2: WIDE_RESNET50_2,
  resnet18: RESNET18,
  resnet18_layers1_3: RESNET18_LAYERS1_3,
  resnet50: RESNET50,
  resnet50_caffe: RESNET50_CAFFE,
  resnet50v2: RESNET50V2,
  vgg16: VGG16,
  vgg16_conv1_3: VGG16_CONV1_3,
  efficientnet_b4: EFFICIENTNET_B4,
  efficientnet_lite0: EFFICIENTNET_LITE0,
  squeezenet1_1: SQUEEZENET1_1,
};

/** Layers without weights, for reading the sizes of stages. */
export const NO_LAYERS: LayerFactory = { convolution: () => (x) => x, norm: () => (x) => x };

/**
 * The stages of a backbone by name, shallowest first, without any weights.
 *
 * @example
 * ```ts
 * import { stagesOf } from "./architectures.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(stagesOf("wide_resnet50_2").stage3, { channels: 1024, stride: 16 });
 * ```
 */
export function stagesOf(id: BackboneId): Record<string, StageSize> {
  return stageSizes(ARCHITECTURES[id].build(NO_LAYERS));
}

/** Sizes of stages by name. */
export function stageSizes(stages: Iterable<Stage>): Record<string, StageSize> {
  return Object.fromEntries(
    [...stages].map(({ name, channels, stride }) => [name, { channels, stride }]),
  );
}
