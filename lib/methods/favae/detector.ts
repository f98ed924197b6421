/**
 * FAVAE as a detector: a variational autoencoder that rebuilds a frozen network's features too.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { otherBackbone } from "../../detector/config/backbone_variant.ts";
import type { Method } from "../../detector/contract/detector.ts";
import { defineMethod } from "../../detector/define/define_method.ts";
import { scoreByMap } from "../../detector/define/error_scoring.ts";
import { sigmaFor } from "../../detector/define/image_scores.ts";
import { fitNetwork, type StepInputs } from "../../detector/fit/fit_network.ts";
import { backboneFacts, loadBackbone, weightsIdentity } from "../../nn/backbones/mod.ts";
import { drawCode } from "../../nn/layers/variational.ts";
import { fromUnit, toUnit } from "../../nn/losses/pixel_range.ts";
import type { LossTerms } from "../../train/loop.ts";
import { normalTensor } from "../../train/step_draws.ts";
import { favaeConfig, favaeImageSize } from "./config.ts";
import { favaeLoss, favaeMap, squaredErrors } from "./loss.ts";
import { favaeNetwork } from "./network.ts";
import { teacherFeatures, teacherStages } from "./teacher.ts";

/** FAVAE in the registry. */
export const FAVAE: Method = defineMethod({
  id: "favae",
  title: "FAVAE",
  paper: "Dehaene & Eline, arXiv 2008.05369, 2020",
  imageSize: favaeImageSize,
  config: favaeConfig,
  goesOn: true,
  variant: otherBackbone("vgg16"),
  build: (scope, config) => {
    const backbone = scope.own(loadBackbone(config.backbone, scope.context.weights));
    const stages = teacherStages(backbone);
    const own = scope.network("network");
    const network = favaeNetwork(
      own,
      config,
      stages.map((name) => backbone.stages[name]!.channels),
    );
    scope.saved("weights", weightsIdentity(backbone));

    const loss = ({ images, noise }: StepInputs): LossTerms => {
      const pixels = toUnit(images);
      const code = network.encode(pixels, "train");
      const decoded = network.decode(drawCode(code, noise as tf.Tensor2D), "train");
      const teacher = teacherFeatures(backbone, stages, images);
      const { features, ...terms } = favaeLoss(
        { images: pixels, code, decoded, teacher },
        config.beta,
      );
      const named = features.map((term, i) => [`features of ${stages[i]!}`, term] as const);
      return { ...terms, ...Object.fromEntries(named) };
    };

    // Errors of pixels and features, with z = μ.
    const scoring = scoreByMap(scope, config, (images) => {
      const pixels = toUnit(images);
      const decoded = network.decode(network.encode(pixels, "score").mean, "score");
      const teacher = teacherFeatures(backbone, stages, images);
      const errors = favaeMap(
        squaredErrors(pixels, decoded.images),
        decoded.features.map((found, i) => squaredErrors(found, teacher[i]!)),
      );
      return { errors, reconstructions: fromUnit(decoded.images) };
    });
    return {
      // Score and maps include errors of features.
      errors: { sigma: sigmaFor(config.score, config.imageSize), calibrated: "maps" },
      ...scoring,
      fit: async (images, options) => {
        const history = await fitNetwork({
          ...config,
          ...options,
          name: "favae training step",
          images,
          parameters: own.parameters,
          draw: (random, batch) => ({ noise: normalTensor([batch, config.latent], random) }),
          loss,
        });
        return { history, diagnostics: { backbone: backboneFacts(backbone), features: stages } };
      },
    };
  },
});
