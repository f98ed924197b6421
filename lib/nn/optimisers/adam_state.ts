/**
 * Keeps Adam's moments, and applies steps to them and to the variables.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { LibraryVariable } from "../../backend/tensorflow/library_variable.ts";
import { runOp } from "../../backend/tensorflow/raw_op.ts";
import { type AdamSettings, adamStep, type Moments } from "./adam_step.ts";

/** The two moments of some variables. */
export interface AdamState extends Disposable {
  /** Takes one step. */
  apply(gradients: readonly tf.Tensor[], rates: tf.Tensor1D): void;
  /** The moments of all variables, one after another. */
  export(): Moments<tf.Rank.R1>;
  /** Restores the moments. */
  import(moments: Moments<tf.Rank.R1>): void;
}

/** Uses tfjs's ops over all variables at once: a few large ops instead of a dozen per variable. */
export class FlatAdamState implements AdamState {
  readonly #variables: readonly tf.Variable[];
  readonly #settings: AdamSettings;
  readonly #mean: tf.Variable<tf.Rank.R1>;
  readonly #square: tf.Variable<tf.Rank.R1>;

  constructor(variables: readonly tf.Variable[], settings: AdamSettings) {
    this.#variables = variables;
    this.#settings = settings;
    const size = variables.reduce((n, variable) => n + variable.size, 0);
    const zeros = () => tf.tidy(() => tf.variable(tf.zeros([size]), false));
    this.#mean = zeros() as tf.Variable<tf.Rank.R1>;
    this.#square = zeros() as tf.Variable<tf.Rank.R1>;
  }

  apply(gradients: readonly tf.Tensor[], rates: tf.Tensor1D): void {
    const before = { mean: this.#mean, square: this.#square };
    const { update, moments } = adamStep<tf.Rank.R1>(
      this.#settings,
      flatten(gradients),
      before,
      rates,
    );
    this.import(moments);
    subtract(this.#variables, update);
  }

  export(): Moments<tf.Rank.R1> {
    return { mean: this.#mean.clone(), square: this.#square.clone() };
  }

  import({ mean, square }: Moments<tf.Rank.R1>): void {
    this.#mean.assign(mean);
    this.#square.assign(square);
  }

  [Symbol.dispose](): void {
    this.#mean.dispose();
    this.#square.dispose();
  }
}

/**
 * Uses TensorFlow's own op, which reads and writes each value once; the moments stay in the library
 * and are changed in place.
 *
 * Source: ResourceApplyAdam. Its `ε` is added to the uncorrected root, so it gets the corrected one;
 * with the powers of both decays zero it corrects nothing itself.
 */
export class LibraryAdamState implements AdamState {
  readonly #variables: readonly tf.Variable[];
  readonly #settings: AdamSettings;
  readonly #parts: readonly Readonly<Record<"value" | "mean" | "square", LibraryVariable>>[];

  constructor(variables: readonly tf.Variable[], settings: AdamSettings) {
    this.#variables = variables;
    this.#settings = settings;
    this.#parts = variables.map(({ shape }) => ({
      value: new LibraryVariable(shape),
      mean: new LibraryVariable(shape),
      square: new LibraryVariable(shape),
    }));
    tf.tidy(() => {
      for (const { mean, square } of this.#parts) {
        for (const moment of [mean, square]) moment.assign(tf.zeros([...moment.shape]));
      }
    });
  }

  apply(gradients: readonly tf.Tensor[], rates: tf.Tensor1D): void {
    const { beta1, beta2 } = this.#settings;
    const [rate, epsilon] = tf.unstack(rates) as [tf.Scalar, tf.Scalar];
    const zero = tf.scalar(0);
    const decays = [tf.scalar(beta1), tf.scalar(beta2)];
    this.#variables.forEach((variable, i) => {
      const { value, mean, square } = this.#parts[i]!;
      value.assign(variable);
      const handles = [value, mean, square].map((part) => part.handle());
      runOp({
        name: "ResourceApplyAdam",
        inputs: [...handles, zero, zero, rate, ...decays, epsilon, gradients[i]!],
        types: { T: "float32" },
        bools: { use_locking: false, use_nesterov: false },
        outputs: 0,
      });
      variable.assign(value.read());
    });
  }

  export(): Moments<tf.Rank.R1> {
    const all = (moment: "mean" | "square") =>
      flatten(this.#parts.map((part) => part[moment].read()));
    return tf.tidy(() => ({ mean: all("mean"), square: all("square") }));
  }

  import({ mean, square }: Moments<tf.Rank.R1>): void {
    const sizes = this.#variables.map(({ size }) => size);
    const assign = (moment: "mean" | "square", values: tf.Tensor1D) =>
      tf.split(values, sizes).forEach((part, i) => {
        const variable = this.#parts[i]![moment];
        variable.assign(part.reshape([...variable.shape]));
      });
    tf.tidy(() => {
      assign("mean", mean);
      assign("square", square);
    });
  }

  [Symbol.dispose](): void {
    for (const part of this.#parts) {
      for (const variable of Object.values(part)) variable[Symbol.dispose]();
    }
  }
}

/** Tensors of any shapes as one vector. */
export function flatten(tensors: readonly tf.Tensor[]): tf.Tensor1D {
  return tf.tidy(() => tf.concat1d(tensors.map((tensor) => tensor.reshape([-1]) as tf.Tensor1D)));
}

/** Subtracts from variables the parts of a vector in the order of {@linkcode flatten}. */
export function subtract(variables: readonly tf.Variable[], vector: tf.Tensor1D): void {
  tf.tidy(() => {
    const parts = tf.split(vector, variables.map((variable) => variable.size));
    variables.forEach((variable, i) =>
      variable.assign(tf.sub(variable, parts[i]!.reshape(variable.shape)))
    );
  });
}
