/**
 * MemAE, a memory-augmented autoencoder, as a detector.
 *
 * @module
 */
import { augmentationOf } from "../../detector/config/augmentation_fields.ts";
import type { Method } from "../../detector/contract/detector.ts";
import { withDiagnosticImages } from "../../detector/contract/diagnostic_images.ts";
import { defineMethod } from "../../detector/define/define_method.ts";
import { scoreByError } from "../../detector/define/error_scoring.ts";
import { fitNetwork } from "../../detector/fit/fit_network.ts";
import { type MemaeConfig, memaeConfig } from "./config.ts";
import { memaeLoss } from "./loss.ts";
import { memoryReport, memoryWarnings } from "./memory_report.ts";
import { memaeNetwork } from "./network.ts";

/** MemAE in the registry. */
export const MEMAE: Method = defineMethod({
  id: "memae",
  title: "MemAE",
  paper: "Gong et al., ICCV 2019",
  config: memaeConfig,
  goesOn: true,
  // Scored by the same statistic as the AE, for a comparison of the two.
  variant: ({ score }) =>
    (score as Partial<MemaeConfig["score"]>)?.statistic === "top" ? "as_ae" : undefined,
  build: (scope, config) => {
    const network = memaeNetwork(scope, config);
    return {
      memories: [network.view],
      ...scoreByError(scope, config, (images) => network(images, "score").reconstructions),
      fit: async (images, options) => {
        const history = await fitNetwork({
          ...config,
          ...options,
          name: "memae training step",
          images,
          augment: augmentationOf(config),
          parameters: scope.parameters,
          loss: ({ images }) => memaeLoss(network, images, config.entropyWeight),
        });
        const memory = await withDiagnosticImages(images, (batch) => memoryReport(network, batch));
        return { history, diagnostics: { memory }, warnings: memoryWarnings(memory) };
      },
    };
  },
});
