/**
 * A function of tensors recorded as one TensorFlow function, with its variables.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { DATA_TYPE } from "../native/dtypes.ts";
import type { TensorFlowBinding, TensorMetadata } from "../tensorflow/binding.ts";
import type { NodeBackend } from "../tensorflow/node_backend.ts";
import type { Capture, GraphRecording, RecordedOp } from "../tensorflow/recording.ts";
import { TensorFlowFunction } from "./function.ts";
import { VariableSnapshot } from "./variable_snapshot.ts";

type Tensors = Readonly<Record<string, tf.Tensor>>;

/** A recorded function that can be replayed. */
export interface TensorFlowProgram extends Disposable {
  readonly name: string;
  readonly inputs: Readonly<Record<string, tf.Tensor["shape"]>>;
  readonly captures: readonly Capture[];
  readonly ops: readonly RecordedOp[];
  /** Printed names of what is returned and assigned. */
  readonly outputs: readonly string[];
  /** Computes and waits. */
  run(inputs: Tensors): Tensors;
  /** Computes on another thread. Only one run at a time: each updates the variables. */
  runInBackground(inputs: Tensors): Promise<Tensors>;
  /** Throws if it is still running in the background: it can then neither run nor be disposed. */
  requireIdle(): void;
}

let programs = 0;

/**
 * Records `fn` for inputs of these shapes.
 *
 * @param config A serialised `ConfigProto` for the graph's optimiser.
 * @throws {Error} If `fn` does something that cannot be replayed.
 */
export function recordProgram<I extends Tensors>(
  binding: TensorFlowBinding,
  name: string,
  fn: (inputs: I) => Tensors,
  inputs: I,
  config: Uint8Array<ArrayBuffer>,
): TensorFlowProgram {
  const backend = tf.backend() as unknown as NodeBackend;
  const variables = new VariableSnapshot(backend);
  const inputNames = Object.keys(inputs);
  try {
    const { recording, result } = binding.record(variables.names, (recording) => {
      const outcome = withoutRandomNumbers(name, () => trace(backend, recording, fn, inputs));
      const assigned = variables.assigned(name);
      // Naming the results captures those that come from outside, so it precedes `read`.
      const printed = [
        ...assigned.map(({ variable, id }) => `${variable.name} ← ${recording.nameOf(id)}`),
        ...Object.entries(outcome.outputs).map(([key, id]) => `${key} = ${recording.nameOf(id)}`),
      ];
      const read = recording.captures.flatMap(({ variable }) =>
        variable === undefined ? [] : [variables.byName(variable)]
      );
      return { ...outcome, assigned, printed, read };
    });
    const outputIds = [...result.assigned.map(({ id }) => id), ...Object.values(result.outputs)];
    const compiled = makeFunction(binding, recording, {
      name: `${safeName(name)}_${++programs}`,
      inputs: result.placeholders,
      outputIds,
      config,
    });
    return new Program({
      binding,
      backend,
      name,
      compiled,
      inputNames,
      inputs: Object.fromEntries(inputNames.map((key) => [key, inputs[key]!.shape])),
      captures: recording.captures,
      read: result.read,
      assigned: result.assigned.map(({ variable }) => variable),
      outputNames: Object.keys(result.outputs),
      ops: recording.ops,
      outputs: result.printed,
    });
  } finally {
    variables.restore();
  }
}

function makeFunction(
  binding: TensorFlowBinding,
  recording: GraphRecording,
  { name, inputs, outputIds, config }: {
    name: string;
    inputs: readonly Uint8Array<ArrayBuffer>[];
    outputIds: readonly number[];
    config: Uint8Array<ArrayBuffer>;
  },
): TensorFlowFunction {
  try {
    const finished = recording.finish(name, inputs, outputIds);
    return new TensorFlowFunction(binding, { ...finished, name, ops: recording.ops, config });
  } catch (error) {
    recording.abandon();
    throw error;
  }
}

/** Calls `fn` with placeholders and names what it returns. */
export function trace<I extends Tensors>(
  backend: NodeBackend,
  recording: GraphRecording,
  fn: (inputs: I) => Tensors,
  inputs: I,
): { placeholders: Uint8Array<ArrayBuffer>[]; outputs: Record<string, number> } {
  const placeholders: Uint8Array<ArrayBuffer>[] = [];
  const outputs: Record<string, number> = {};
  tf.tidy(() => {
    const recorded: Record<string, tf.Tensor> = {};
    for (const [key, tensor] of Object.entries(inputs)) {
      const type = { shape: tensor.shape, dtype: nativeType(key, tensor.dtype) };
      const { id, output } = recording.addInput(key, type);
      placeholders.push(output);
      recorded[key] = backend.createOutputTensor({ id, ...type });
    }
    for (const [key, tensor] of Object.entries(fn(recorded as I))) {
      outputs[key] = backend.getInputTensorIds([tensor])[0]!;
      recording.capture(outputs[key]); // it may be gone when this scope ends
    }
  });
  return { placeholders, outputs };
}

function nativeType(input: string, dtype: tf.DataType): number {
  if (dtype === "float32" || dtype === "int32" || dtype === "bool") return DATA_TYPE[dtype];
  throw new TypeError(`Cannot compile input ${input} of dtype ${dtype}`);
}

/** Runs `body` and throws if it draws random numbers, which would be the same in every replay. */
export function withoutRandomNumbers<T>(name: string, body: () => T): T {
  const { random } = Math;
  Math.random = () => {
    throw new Error(
      `${name}: random numbers would be drawn once and then repeated; draw them outside of the ` +
        "compiled function and pass them to it",
    );
  };
  try {
    return body();
  } finally {
    Math.random = random;
  }
}

interface ProgramParts {
  readonly binding: TensorFlowBinding;
  readonly backend: NodeBackend;
  readonly name: string;
  readonly compiled: TensorFlowFunction;
  readonly inputNames: readonly string[];
  readonly inputs: TensorFlowProgram["inputs"];
  readonly captures: readonly Capture[];
  /** The variables among the captures, in their order. */
  readonly read: readonly tf.Variable[];
  readonly assigned: readonly tf.Variable[];
  readonly outputNames: readonly string[];
  readonly ops: readonly RecordedOp[];
  readonly outputs: readonly string[];
}

class Program implements TensorFlowProgram {
  readonly #parts: ProgramParts;
  #running = false;

  constructor(parts: ProgramParts) {
    this.#parts = parts;
  }

  get name(): string {
    return this.#parts.name;
  }
  get inputs(): TensorFlowProgram["inputs"] {
    return this.#parts.inputs;
  }
  get captures(): readonly Capture[] {
    return this.#parts.captures;
  }
  get ops(): readonly RecordedOp[] {
    return this.#parts.ops;
  }
  get outputs(): readonly string[] {
    return this.#parts.outputs;
  }

  run(inputs: Tensors): Tensors {
    this.requireIdle();
    return this.#takeOver(this.#parts.compiled.execute(this.#handles(inputs)));
  }

  async runInBackground(inputs: Tensors): Promise<Tensors> {
    this.requireIdle();
    this.#running = true;
    try {
      const results = await this.#parts.compiled.executeInBackground(this.#handles(inputs));
      return this.#takeOver(results);
    } finally {
      this.#running = false;
    }
  }

  [Symbol.dispose](): void {
    this.requireIdle();
    const { c } = this.#parts.binding.library;
    for (const { handle } of this.#parts.captures) if (handle) c.TFE_DeleteTensorHandle(handle);
    this.#parts.compiled[Symbol.dispose]();
  }

  requireIdle(): void {
    if (this.#running) throw new Error(`${this.#parts.name}: is still running in the background`);
  }

  /** The native inputs: what was passed, then variables and other tensors from outside. */
  #handles(inputs: Tensors): Deno.PointerObject[] {
    const { backend, binding, captures, inputNames, name, read } = this.#parts;
    const passed = inputNames.map((key) => inputs[key]!);
    const ids = backend.getInputTensorIds([...passed, ...read]);
    let at = passed.length;
    return [
      ...passed.map((_, i) => binding.handle(ids[i]!, name)),
      ...captures.map(({ handle }) => handle ?? binding.handle(ids[at++]!, name)),
    ];
  }

  /** Assigns the variables and returns the outputs. */
  #takeOver(results: readonly TensorMetadata[]): Tensors {
    const { assigned, backend, outputNames } = this.#parts;
    assigned.forEach((variable, i) => {
      const value = backend.createOutputTensor(results[i]!);
      variable.assign(value);
      value.dispose();
    });
    return Object.fromEntries(
      outputNames.map((
        key,
        i,
      ) => [key, backend.createOutputTensor(results[assigned.length + i]!)]),
    );
  }
}

/** Replaces what TensorFlow refuses in a name: all but letters, digits and underscores. */
function safeName(name: string): string {
  return name.replace(/\W+/g, "_").replace(/^(?![A-Za-z])/, "f");
}
