/**
 * The networks of a method that trains them against each other.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { initializeDcgan } from "../../nn/layers/dcgan.ts";
import type { LayerScope } from "../../nn/layers/layers.ts";
import type { Parameters } from "../../nn/variables/parameters.ts";
import type { DetectorScope } from "../define/detector_scope.ts";

/** For a step: the networks by name, and the variables that an update of each trains. */
export type TrainedNetworks<N> = Readonly<N> & {
  readonly variables: Readonly<Record<keyof N, readonly tf.Variable[]>>;
};

/** The networks, as a step takes them and as {@linkcode fitAdversarially} takes them. */
export interface GanNetworks<N> {
  readonly networks: TrainedNetworks<N>;
  /** For the training: all variables of each. */
  readonly parameters: Readonly<Record<keyof N, Parameters>>;
}

/** Functions that build each network from its own variables. */
export type GanBuilders<N> = { readonly [P in keyof N]: (scope: LayerScope) => N[P] };

/** Builds the networks in their order. */
export function ganNetworks<N extends Record<string, unknown>>(
  scope: Pick<DetectorScope, "network">,
  build: GanBuilders<N>,
): GanNetworks<N> {
  const scopes = Object.keys(build).map((name) => [name, scope.network(name)] as const);
  const each = <T>(value: (own: LayerScope, name: string) => T) =>
    Object.fromEntries(scopes.map(([name, own]) => [name, value(own, name)])) as Record<keyof N, T>;
  const networks = each((own, name) => build[name]!(own)) as N;
  return {
    networks: { ...networks, variables: each(({ parameters }) => parameters.trainables()) },
    parameters: each(({ parameters }) => parameters),
  };
}

/** The same, with DCGAN's initial values. */
export function dcganNetworks<N extends Record<string, unknown>>(
  scope: DetectorScope,
  build: GanBuilders<N>,
): GanNetworks<N> {
  const made = ganNetworks(scope, build);
  for (const parameters of Object.values<Parameters>(made.parameters)) {
    initializeDcgan(parameters, scope.random);
  }
  return made;
}
