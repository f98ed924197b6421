/**
 * The methods that use pretrained networks, on networks other than the published ones.
 *
 * @module
 */
import type { BackboneId } from "../../../nn/backbones/mod.ts";
import type { Plan, Variant } from "../plan.ts";
import { MVTEC } from "./mvtec.ts";

/** Smaller than the published ones, or known in part only. */
const NETWORKS: readonly BackboneId[] = [
  "squeezenet1_1",
  "efficientnet_lite0",
  "resnet18_layers1_3",
  "resnet50_caffe",
  "resnet50v2",
  "vgg16_conv1_3",
];

/**
 * A method's variant in the table of MVTec AD, with another backbone and other fields, under its own
 * id.
 */
function on(method: string, backbone: BackboneId, fields: Record<string, unknown> = {}): Variant {
  const published = MVTEC.variants.find((variant) => variant.method === method)!;
  const overrides = { ...published.overrides, backbone, ...fields };
  return { ...published, id: `${method}-${backbone}`, overrides };
}

/** SPADE and MAHA on all of them, FAVAE on a part of VGG16, CAVGA-R from a part of ResNet-18. */
export const BACKBONE_TABLE: Plan = {
  ...MVTEC,
  id: "backbones",
  title: "Other pretrained networks",
  variants: [
    ...NETWORKS.map((backbone) => on("spade", backbone)),
    ...NETWORKS.map((backbone) => on("maha", backbone, { imageSize: 224 })),
    on("favae", "vgg16_conv1_3"),
    on("cavga", "resnet18_layers1_3", { pretrained: true }),
  ],
};
