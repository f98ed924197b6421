/**
 * DAAD as a detector: trained by the reconstruction loss only.
 *
 * @module
 */
import type { ImageSet } from "../data/images/image_set.ts";
import { augmentationOf } from "../detector/config/augmentation_fields.ts";
import type { FitReport, Method } from "../detector/contract/detector.ts";
import { withDiagnosticImages } from "../detector/contract/diagnostic_images.ts";
import { defineMethod } from "../detector/define/define_method.ts";
import { scoreByError } from "../detector/define/error_scoring.ts";
import { fitNetwork } from "../detector/fit/fit_network.ts";
import { reconstructionLoss } from "../nn/losses/reconstruction_loss.ts";
import { type DaadConfig, daadConfig } from "./config.ts";
import { type Generator, generator } from "./generator.ts";
import { memoryWarnings, reportMemories } from "./memory_report.ts";
import { blockMemoryViews } from "./memory_views.ts";

/** DAAD in the registry. */
export const DAAD: Method = defineMethod({
  id: "daad",
  title: "DAAD",
  paper: "Hou et al., ICCV 2021",
  config: daadConfig,
  goesOn: true,
  // The known formulas: no temperature, the norm of the error, no smoothing.
  variant: ({ temperature, score }) => {
    const { statistic, sigmaAt256 } = (score ?? {}) as Partial<DaadConfig["score"]>;
    return temperature === 1 && statistic === "mean" && sigmaAt256 === 0 ? "literal" : undefined;
  },
  build: (scope, config) => {
    const daad = generator(scope, config);
    return {
      memories: blockMemoryViews(daad),
      ...scoreByError(scope, config, (images) => daad.reconstruct(images, "score")),
      fit: async (images, options) => {
        const history = await fitNetwork({
          ...config,
          ...options,
          name: "daad training step",
          images,
          augment: augmentationOf(config),
          parameters: scope.parameters,
          loss: ({ images }) => {
            const reconstructions = daad.reconstruct(images, "train");
            return {
              total: reconstructionLoss(images, reconstructions, config.reconstructionLoss),
            };
          },
        });
        return { history, ...await diagnose(daad, images) };
      },
    };
  },
});

/** Measures how the memories address the first training images, for the detector's report. */
export async function diagnose(
  generator: Generator,
  images: ImageSet,
): Promise<Pick<FitReport, "diagnostics" | "warnings">> {
  const addressing = await withDiagnosticImages(
    images,
    (batch) => reportMemories(generator, batch),
  );
  return { diagnostics: { addressing }, warnings: memoryWarnings(addressing) };
}
