/**
 * Trains GANomaly and Skip-GANomaly.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { FitReport } from "../contract/detector.ts";
import { type TestStatistics, testStatisticsWarnings } from "../define/test_statistics.ts";
import { type AdversarialFit, fitAdversarially } from "./adversarial_fit.ts";
import { DiscriminatorReset } from "./discriminator_reset.ts";

/** Options of the training, without those that follow from the resets. */
export type FitWithResets<D extends Record<string, tf.Tensor>> =
  & Omit<AdversarialFit<"generator" | "discriminator", D>, "afterStep" | "state">
  & { readonly config: { readonly resetBelow: number; readonly testStatistics: TestStatistics } };

/** Trains generator and discriminator in turn; a discriminator that has won is reset. */
export async function fitWithResets<D extends Record<string, tf.Tensor>>(
  fit: FitWithResets<D>,
): Promise<FitReport> {
  const { config, networks, options } = fit;
  using reset = new DiscriminatorReset(networks.discriminator, config.resetBelow, options.seed);
  const history = await fitAdversarially({
    ...fit,
    afterStep: (terms, step) => reset.check(terms, step),
    state: { reset: reset.state },
  });
  const { resets, warnings } = await reset.report();
  return {
    history,
    diagnostics: { discriminatorResets: resets },
    warnings: [...warnings, ...testStatisticsWarnings(config.testStatistics)],
  };
}
