/**
 * The scope in which a method builds its detector.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { compile, type Compiled, type NamedTensorOutputs } from "../../backend/compile.ts";
import type { LayerScope } from "../../nn/layers/layers.ts";
import { Parameters } from "../../nn/variables/parameters.ts";
import { combineStates, type Stateful } from "../../nn/variables/stateful.ts";
import { Random, STREAM } from "../../random.ts";
import { SCORED_SHAPES } from "../contract/detector.ts";
import type { RunContext } from "../machine/run_context.ts";

/** Inputs of a program. */
export type ProgramInputs = Readonly<Record<string, tf.Tensor>>;

/** Saved as they are, the one network's variables could have the names of parts. */
const MIXED = "scope.parameters is for a method with nothing else to save; name a network with " +
  "scope.network";

/**
 * Collects the variables, the state and the programs of one detector: what was requested here decides
 * what is saved, and what is released in the end.
 */
export class DetectorScope implements LayerScope, Disposable {
  /** Draws initial values: networks must be built in the same order for the same seed. */
  readonly random: Random;
  /** Where weights are. */
  readonly context: RunContext;
  /** Whether a saved state follows, which replaces all initial values. */
  readonly restoring: boolean;
  readonly #id: string;
  readonly #parts = new Map<string, Stateful>();
  readonly #networks: Parameters[] = [];
  readonly #owned: Disposable[] = [];
  #only?: Parameters;

  /**
   * Makes an empty scope.
   *
   * @param id Of the method, for the names of programs.
   * @param seed Decides the initial values.
   * @param context Default: the usual places.
   * @param restoring Default: false.
   */
  constructor(id: string, seed: number, context: RunContext = {}, restoring = false) {
    this.#id = id;
    this.context = context;
    this.restoring = restoring;
    this.random = new Random(seed, STREAM.initialValues);
  }

  /**
   * The variables of a method that has one network and nothing else to save.
   *
   * @throws {RangeError} If there are parts already.
   */
  get parameters(): Parameters {
    if (this.#parts.size > 0) throw new RangeError(MIXED);
    return this.#only ??= this.#add(new Parameters());
  }

  /**
   * The variables of one network of several, saved as `name/…`, with the scope's draws.
   *
   * @throws {RangeError} For a name that is taken, empty or has a `/`.
   */
  network(name: string): LayerScope {
    const parameters = this.saved(name, this.#add(new Parameters()));
    return { parameters, random: this.random };
  }

  /**
   * Further values of a method with several parts, saved as `name/…`.
   *
   * @throws {RangeError} For a name that is taken, empty or has a `/`.
   */
  saved<S extends Stateful>(name: string, state: S): S {
    if (this.#only) throw new RangeError(MIXED);
    if (this.#parts.has(name)) throw new RangeError(`scope: ${name} is taken; choose another name`);
    if (!/^[^/]+$/.test(name)) {
      throw new RangeError(`scope: expected a name without /, found "${name}"`);
    }
    this.#parts.set(name, state);
    return state;
  }

  /** A compiled function of batches of images, see {@linkcode compile}; released with the detector. */
  program<I extends ProgramInputs, O extends NamedTensorOutputs>(
    name: string,
    compute: (inputs: I) => O,
  ): Compiled<I, O> {
    return this.own(
      compile<I, O>(compute, { name: `${this.#id} ${name}`, recordings: SCORED_SHAPES }),
    );
  }

  /** The same of nothing but the images. */
  imageProgram<O extends NamedTensorOutputs>(
    name: string,
    compute: (images: tf.Tensor4D) => O,
  ): (images: tf.Tensor4D) => O {
    const program = this.program(name, ({ images }: { images: tf.Tensor4D }) => compute(images));
    return (images) => program({ images });
  }

  /** Releases something with the detector. */
  own<D extends Disposable>(owned: D): D {
    this.#owned.push(owned);
    return owned;
  }

  /** Everything that is saved. */
  get state(): Stateful {
    return this.#only ?? combineStates(Object.fromEntries(this.#parts));
  }

  /** Number of trained values of all networks. */
  count(): number {
    return this.#networks.reduce((sum, parameters) => sum + parameters.count(), 0);
  }

  /** Releases all variables and programs. */
  [Symbol.dispose](): void {
    for (const owned of this.#owned) owned[Symbol.dispose]();
    for (const parameters of this.#networks) parameters[Symbol.dispose]();
  }

  #add(parameters: Parameters): Parameters {
    this.#networks.push(parameters);
    return parameters;
  }
}
