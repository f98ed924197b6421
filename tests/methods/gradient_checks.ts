/** Checks which variables of a network a loss reaches. */
import { assert } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../../lib/backend/read.ts";
import { lossGradients } from "../../lib/nn/losses/loss_gradients.ts";
import type { Parameters } from "../../lib/nn/variables/parameters.ts";
import { assertAtLeast, assertAtMost } from "../close.ts";
import { TOLERANCE } from "../tolerances.ts";

/**
 * Asserts that the loss has a gradient for every trained variable, and that all others are running
 * statistics. Biases in front of a batch norm, which cancels them, must have none.
 */
export async function assertGradientsReach(
  parameters: Parameters,
  loss: () => tf.Scalar,
): Promise<void> {
  const names = [...parameters.names()];
  const trained = names.filter((name) => parameters.get(name).trainable);
  const gradients = await readAndDispose(tf.tidy(() => {
    const found = lossGradients(() => ({ total: loss() }), parameters.trainables()).gradients;
    return Object.fromEntries(trained.map((name, i) => [name, found[i]!]));
  }));
  const largest = (name: string) => Math.max(...gradients[name]!.map(Math.abs));
  const most = Math.max(...trained.map(largest));
  for (const name of trained) {
    const normed = names.includes(name.replace("conv.bias", "norm.gamma")) &&
      name.endsWith("conv.bias");
    const share = largest(name) / most;
    const what = `${name}: share of the largest gradient`;
    if (normed) assertAtMost(share, TOLERANCE.cancelled, what);
    else assertAtLeast(share, Number.MIN_VALUE, what);
  }
  for (const name of names.filter((name) => !trained.includes(name))) {
    assert(/norm\.(mean|variance)$/.test(name), `${name} is not trained`);
  }
}
