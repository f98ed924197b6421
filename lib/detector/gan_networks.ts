/**
 * The two networks of a method that trains a generator against a discriminator.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { initializeDcgan } from "../nn/dcgan.ts";
import type { LayerScope } from "../nn/layers.ts";
import type { Parameters } from "../nn/parameters.ts";
import type { DetectorScope } from "./detector_scope.ts";

/** For a step: the networks and the variables that each update trains. */
export interface GanPair<G, D> {
  readonly generator: G;
  readonly discriminator: D;
  readonly generatorVariables: readonly tf.Variable[];
  readonly discriminatorVariables: readonly tf.Variable[];
}

/** Both networks, as a step takes them and as {@linkcode fitAdversarially} takes them. */
export interface GanNetworks<G, D> {
  readonly networks: GanPair<G, D>;
  /** For the training: all variables of each. */
  readonly parameters: Readonly<Record<"generator" | "discriminator", Parameters>>;
}

/** Functions that build each network from its own variables. */
export interface GanBuilders<G, D> {
  readonly generator: (scope: LayerScope) => G;
  readonly discriminator: (scope: LayerScope) => D;
}

/** Builds the generator, then the discriminator. */
export function ganNetworks<G, D>(
  scope: DetectorScope,
  build: GanBuilders<G, D>,
): GanNetworks<G, D> {
  const generator = scope.network("generator");
  const discriminator = scope.network("discriminator");
  const built = {
    generator: build.generator(generator),
    discriminator: build.discriminator(discriminator),
  };
  return {
    networks: {
      ...built,
      generatorVariables: generator.parameters.trainables(),
      discriminatorVariables: discriminator.parameters.trainables(),
    },
    parameters: { generator: generator.parameters, discriminator: discriminator.parameters },
  };
}

/** The same, with DCGAN's initial values. */
export function dcganNetworks<G, D>(
  scope: DetectorScope,
  build: GanBuilders<G, D>,
): GanNetworks<G, D> {
  const made = ganNetworks(scope, build);
  initializeDcgan(made.parameters.generator, scope.random);
  initializeDcgan(made.parameters.discriminator, scope.random);
  return made;
}
