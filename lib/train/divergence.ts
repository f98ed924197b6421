/**
 * Detects trainings that went wrong although every value is finite.
 *
 * @module
 */
import type { EpochLosses } from "./loop.ts";

/** A term that has grown by this factor since the first epoch has not converged. */
const GROWTH = 100;

/** Terms of networks that judge others. */
const ADVERSARY = /discriminator$|^classifier$/i;

/** Below this cross-entropy a discriminator is never in doubt, and its gradient is gone. */
const WON = 1e-3;

/**
 * Warns, from the mean losses of all epochs, of terms that grew a hundredfold and of a discriminator
 * that won for good: the usual ways in which networks that are trained against each other diverge.
 *
 * @param losses Mean loss terms of each epoch, as in `TrainingHistory`.
 * @param unbounded Terms that may be of any size, such as those of a Wasserstein critic.
 * @returns One line per warning.
 *
 * @example
 * ```ts
 * import { divergenceWarnings } from "./divergence.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const fine = [{ total: 2, discriminator: 0.7 }, { total: 1, discriminator: 0.6 }];
 * assertEquals(divergenceWarnings(fine), []);
 * const won = [{ total: 2, discriminator: 0.7 }, { total: 9, discriminator: 1e-5 }];
 * assertEquals(divergenceWarnings(won).length, 1);
 * ```
 */
export function divergenceWarnings(
  losses: readonly EpochLosses[],
  unbounded: readonly string[] = [],
): string[] {
  const [first, last] = [losses[0], losses.at(-1)];
  if (!first || !last || losses.length < 2) return [];
  const warnings: string[] = [];
  for (const [name, end] of Object.entries(last)) {
    if (unbounded.includes(name)) continue;
    const start = first[name] ?? 0;
    const growth = Math.abs(end) / Math.abs(start);
    if (Math.abs(end) > 1 && growth > GROWTH) {
      warnings.push(
        `the training diverged: loss term ${name} grew from ${format(start)} in the first epoch ` +
          `to ${format(end)} in the last; a lower learningRate usually helps`,
      );
    }
  }
  for (const [name, end] of Object.entries(last)) {
    if (!ADVERSARY.test(name) || !(end >= 0 && end < WON)) continue;
    warnings.push(
      `the networks diverged: the ${inWords(name)} won, its loss is ${format(end)} in the last ` +
        "epoch, so that the generator learns nothing from it; a lower learningRate usually helps",
    );
  }
  return warnings;
}

/** `latent discriminator` for `latentDiscriminator`. */
function inWords(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function format(loss: number): string {
  return String(Number(loss.toPrecision(3)));
}
