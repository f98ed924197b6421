/** Checks that the tests of adversarially trained methods share. */
import { assert, assertEquals } from "@std/assert";
import type * as tf from "@tensorflow/tfjs";
import type { Update } from "../../lib/detector/fit/adversarial_fit.ts";
import {
  type GanBuilders,
  type GanNetworks,
  ganNetworks,
  type TrainedNetworks,
} from "../../lib/detector/fit/gan_networks.ts";
import { Parameters } from "../../lib/nn/variables/parameters.ts";
import { Random } from "../../lib/random.ts";

/** Builds networks, each with variables of its own, drawn from seed 0. */
export function buildNetworks<N extends Record<string, unknown>>(
  build: GanBuilders<N>,
): TrainedNetworks<N> & Disposable & Pick<GanNetworks<N>, "parameters"> {
  const random = new Random(0);
  const network = () => ({ parameters: new Parameters(), random });
  const { networks, parameters } = ganNetworks({ network }, build);
  return {
    ...networks,
    parameters,
    [Symbol.dispose]() {
      for (const own of Object.values<Parameters>(parameters)) own[Symbol.dispose]();
    },
  };
}

/** Names of the trained variables whose gradient is zero or not finite. */
export async function unreached(
  parameters: Parameters,
  gradients: readonly tf.Tensor[],
): Promise<string[]> {
  const trained = [...parameters.names()].filter((name) => parameters.get(name).trainable);
  assertEquals(gradients.map(({ shape }) => shape), trained.map((n) => parameters.get(n).shape));
  const values = await Promise.all(gradients.map((gradient) => gradient.data()));
  return trained.filter((_, i) =>
    !values[i]!.some((value) => value !== 0) || !values[i]!.every(Number.isFinite)
  );
}

/** Runs a step without updating anything and checks the gradients that it passes on. */
export async function assertGradientsReach<N extends string>(
  networks: Readonly<Record<N, Parameters>>,
  step: (update: Update<N>) => void,
): Promise<void> {
  const trained = (name: N) => networks[name].trainables().map((v) => [...v.dataSync()]);
  const names = Object.keys(networks) as N[];
  const before = names.map(trained);
  const found = new Map<N, readonly tf.Tensor[]>();
  step((name, gradients) => found.set(name, gradients));
  assertEquals([...found.keys()].sort(), [...names].sort());
  for (const [name, gradients] of found) {
    assertEquals(await unreached(networks[name], gradients), [], `network ${name}`);
  }
  assertEquals(names.map(trained), before, "only `update` may change weights");
  assert(found.size > 0);
}
