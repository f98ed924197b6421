/**
 * Compiles functions of tensors: their ops are recorded once and replayed as one TensorFlow function.
 *
 * A compiled function runs a training step, or the scoring of a batch, without a call into the
 * library for each of its hundreds of ops. It is not differentiable and cannot branch on values. On
 * backends other than TensorFlow's library it is the function itself.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { formatProgram } from "./program/format_program.ts";
import { recordProgram, type TensorFlowProgram } from "./program/program.ts";
import { configProto, graphOptions } from "./settings/graph_options.ts";
import { ffiBinding } from "./tensorflow/register.ts";

/** Named tensors; the names appear in error messages and in the printed program. */
export type NamedTensorInputs = Readonly<Record<string, tf.Tensor>>;

/** Named tensors that a compiled function returns. The caller owns them. */
export type NamedTensorOutputs = Readonly<Record<string, tf.Tensor>>;

/** How a function is compiled. */
export interface CompileOptions {
  /** For messages and the printed program. Default: the function's name. */
  readonly name?: string;
  /**
   * How many different input shapes are expected; each is recorded once. One more is an error,
   * because a step that is recorded again and again is slower than one never compiled. Default 1.
   */
  readonly recordings?: number;
  /**
   * Whether a convolution, its bias (see `addBias`) and its rectifier run as one op. This speeds up
   * a network that only computes forward; a training step gains nothing, because its gradients read
   * the values in between. Default false.
   */
  readonly fused?: boolean;
}

/** A compiled function. Disposing releases its programs; it cannot be called afterwards. */
export interface Compiled<I extends NamedTensorInputs, O extends NamedTensorOutputs>
  extends Disposable {
  /** Computes and waits. */
  (inputs: I): O;
  /** Computes on another thread where the backend can, while the event loop goes on. */
  inBackground(inputs: I): Promise<O>;
  /** How many input shapes were recorded. */
  readonly recordings: number;
  /** The recorded programs, one op per line. */
  toString(): string;
}

/**
 * Compiles `fn`.
 *
 * The first call with inputs of new shapes records the ops that `fn` calls, without computing them;
 * this and every later call replay them as one function. Variables (`tf.variable`) that `fn` reads
 * are read anew at each call, and variables that it assigns are assigned at each call. Everything
 * else that `fn` takes from outside keeps the value it had while recording. So whatever changes
 * from call to call, such as the batch, the learning rate, the step count or random draws, must be
 * an input.
 *
 * @param fn Takes and returns named tensors. For the same shapes it must call the same ops every
 * time, and it must not read values.
 * @throws {RangeError} From a call whose inputs have shapes beyond the declared number of recordings,
 * naming the changed input.
 * @throws {Error} From a call that records, if `fn` reads a value, draws random numbers, makes a
 * variable or uses an op whose shape depends on values; the message names the op and the line.
 *
 * @example
 * ```ts
 * import { compile } from "./compile.ts";
 * import { useBackend } from "./backend.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * await useBackend();
 * const sum = tf.variable(tf.scalar(0));
 * using add = compile(({ x }: { x: tf.Tensor }) => {
 *   sum.assign(tf.add(sum, tf.sum(x)));
 *   return { sum: tf.clone(sum) };
 * });
 * add({ x: tf.tensor1d([1, 2]) });
 * assertEquals(add({ x: tf.tensor1d([3, 4]) }).sum.dataSync()[0], 10);
 * assertEquals(add.recordings <= 1, true);
 * ```
 */
export function compile<I extends NamedTensorInputs, O extends NamedTensorOutputs>(
  fn: (inputs: I) => O,
  options: CompileOptions = {},
): Compiled<I, O> {
  const name = options.name ?? (fn.name || "function");
  const { recordings: limit = 1, fused = false } = options;
  const programs = new Map<string, TensorFlowProgram>();
  let disposed = false;

  const programFor = (inputs: I): TensorFlowProgram | undefined => {
    if (disposed) throw new Error(`${name}: the compiled function was disposed`);
    const binding = ffiBinding();
    // Inside another recording, its ops become part of that recording.
    if (!binding || !runsCompiled() || binding.isRecording) return;
    if (tf.engine().state.gradientDepth > 0) {
      throw new Error(`${name}: a compiled function has no gradient; call it outside of tf.grad`);
    }
    const key = signature(inputs);
    let program = programs.get(key);
    if (!program) {
      if (programs.size >= limit) throw tooManyRecordings(name, limit, [...programs.keys()], key);
      program = recordProgram(binding, name, fn, inputs, configProto(fused));
      programs.set(key, program);
    }
    return program;
  };

  const call = (inputs: I): O => {
    const program = programFor(inputs);
    return program ? program.run(inputs) as O : tf.tidy(() => fn(inputs));
  };
  return Object.defineProperties(
    Object.assign(call, {
      inBackground: async (inputs: I): Promise<O> => {
        const program = programFor(inputs);
        return program ? await program.runInBackground(inputs) as O : tf.tidy(() => fn(inputs));
      },
      toString: () => [...programs.values()].map(formatProgram).join("\n\n"),
      [Symbol.dispose]: () => {
        // All or none: what is released must not be released again by another try.
        for (const program of programs.values()) program.requireIdle();
        disposed = true;
        for (const [key, program] of programs) {
          programs.delete(key);
          program[Symbol.dispose]();
        }
      },
    }),
    { recordings: { get: () => programs.size } },
  ) as Compiled<I, O>;
}

/** Whether compiled functions are replayed here, rather than run op by op. */
export function runsCompiled(): boolean {
  return graphOptions().compiled && ffiBinding() !== undefined && tf.getBackend() === "tensorflow";
}

/** `images: float32 [8,128,128,3]; rates: float32 [2]`. */
function signature(inputs: NamedTensorInputs): string {
  return Object.entries(inputs)
    .sort(([a], [b]) => a < b ? -1 : 1)
    .map(([name, { dtype, shape }]) => `${name}: ${dtype} [${shape}]`)
    .join("; ");
}

function tooManyRecordings(name: string, limit: number, known: string[], key: string): RangeError {
  const before = new Set(known.at(-1)?.split("; "));
  const changed = key.split("; ").filter((input) => !before.has(input));
  return new RangeError(
    `${name}: would be recorded ${limit + 1} times, ${limit} declared; changed input ` +
      `${changed.join(", ")}, before: ${known.at(-1)}`,
  );
}
