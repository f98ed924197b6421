/**
 * Networks that were trained on ImageNet, as feature extractors.
 *
 * @module
 */
export {
  type Backbone,
  type BackboneFacts,
  backboneFacts,
  type BackboneId,
  BACKBONES,
  type StageSize,
  toRgb,
} from "./backbone.ts";
export { stagesOf } from "./architectures.ts";
export { type InputScale, scaleInput } from "./input_scale.ts";
export { weightsIdentity } from "./identity.ts";
export { loadBackbone } from "./load.ts";
export { DEFAULT_WEIGHTS, weightsFolders } from "./weights_folder.ts";
