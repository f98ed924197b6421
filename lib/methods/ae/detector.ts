/**
 * The plain autoencoder as a detector; with skips `plain`, a U-Net.
 *
 * @module
 */
import { augmentationOf } from "../../detector/config/augmentation_fields.ts";
import type { Method } from "../../detector/contract/detector.ts";
import { defineMethod } from "../../detector/define/define_method.ts";
import { scoreByError } from "../../detector/define/error_scoring.ts";
import { fitNetwork } from "../../detector/fit/fit_network.ts";
import { reconstructionLoss } from "../../nn/losses/reconstruction_loss.ts";
import { aeConfig } from "./config.ts";
import { autoencoder } from "./network.ts";

/** The autoencoder in the registry. */
export const AE: Method = defineMethod({
  id: "ae",
  title: "AE",
  paper: "the baseline of Gong et al., ICCV 2019, and Hou et al., ICCV 2021",
  config: aeConfig,
  goesOn: true,
  // The code is one position, not a map.
  variant: ({ imageSize, levels }) => imageSize === 2 ** Number(levels) ? "bottleneck" : undefined,
  build: (scope, config) => {
    const reconstruct = autoencoder(scope, config);
    return {
      ...scoreByError(scope, config, (images) => reconstruct(images, "score")),
      fit: async (images, options) => ({
        history: await fitNetwork({
          ...config,
          ...options,
          name: "ae training step",
          images,
          augment: augmentationOf(config),
          parameters: scope.parameters,
          loss: ({ images }) => ({
            total: reconstructionLoss(images, reconstruct(images, "train"), "mse"),
          }),
        }),
      }),
    };
  },
});
