/**
 * A recorded program as one function in TensorFlow's context.
 *
 * @module
 */
import { TensorFlowError } from "../library/library.ts";
import type { ValueType } from "../native/native_graph.ts";
import type { TensorFlowBinding, TensorMetadata } from "../tensorflow/binding.ts";
import { explain, type RecordedOp } from "../tensorflow/recording.ts";

/** The parts of a {@linkcode TensorFlowFunction}. */
export interface FunctionParts {
  /** Unique in the process. */
  readonly name: string;
  /** The `TF_Function`, whose ownership passes over. */
  readonly function: Deno.PointerValue;
  readonly outputs: readonly ValueType[];
  /** The recorded ops, to explain errors. */
  readonly ops: readonly RecordedOp[];
  /** A serialised `ConfigProto` with options of the graph's optimiser; empty = TensorFlow's own. */
  readonly config: Uint8Array<ArrayBuffer>;
}

/** A function that runs as one op. */
export class TensorFlowFunction implements Disposable {
  readonly #binding: TensorFlowBinding;
  readonly #parts: FunctionParts;
  readonly #name: Uint8Array<ArrayBuffer>;
  /** A separate status, since the shared one may be in use while this runs in the background. */
  readonly #status: Deno.PointerValue;

  constructor(binding: TensorFlowBinding, parts: FunctionParts) {
    const { c, status } = binding.library;
    this.#binding = binding;
    this.#parts = parts;
    this.#name = new TextEncoder().encode(`${parts.name}\0`);
    c.TFE_ContextAddFunction(binding.context, parts.function, status);
    c.TF_DeleteFunction(parts.function); // the context keeps its own copy
    binding.library.check(parts.name);
    this.#status = c.TF_NewStatus();
  }

  /**
   * Runs it and waits.
   *
   * @param inputs Handles in the function's order; borrowed.
   * @throws {TensorFlowError} Naming the op and the line that called it, if TensorFlow reports the
   * op.
   */
  execute(inputs: readonly Deno.PointerObject[]): TensorMetadata[] {
    const call = this.#prepare(inputs);
    this.#binding.library.c.TFE_Execute(call.op, call.outputs, call.count, this.#status);
    return this.#finish(call);
  }

  /** Runs it on another thread; `inputs` must stay alive until the promise settles. */
  async executeInBackground(inputs: readonly Deno.PointerObject[]): Promise<TensorMetadata[]> {
    const call = this.#prepare(inputs);
    const { executeInBackground } = this.#binding.library.c;
    await executeInBackground(call.op, call.outputs, call.count, this.#status);
    return this.#finish(call);
  }

  /** Removes the function from TensorFlow's context. */
  [Symbol.dispose](): void {
    const { c, status } = this.#binding.library;
    c.TFE_ContextRemoveFunction(this.#binding.context, this.#name, status);
    c.TF_DeleteStatus(this.#status);
  }

  #prepare(inputs: readonly Deno.PointerObject[]): PreparedCall {
    const { c, status } = this.#binding.library;
    const op = c.TFE_NewOp(this.#binding.context, this.#name, status);
    this.#binding.library.check(this.#parts.name);
    try {
      for (const handle of inputs) c.TFE_OpAddInput(op, handle, status);
      this.#binding.library.check(this.#parts.name);
    } catch (error) {
      c.TFE_DeleteOp(op);
      throw error;
    }
    const { config, outputs } = this.#parts;
    if (config.length > 0) {
      c.TFE_OpSetAttrString(
        op,
        this.#binding.library.name("config_proto"),
        config,
        BigInt(config.length),
      );
    }
    return {
      op,
      outputs: new BigUint64Array(outputs.length),
      count: new Int32Array([outputs.length]),
    };
  }

  #finish({ op, outputs }: PreparedCall): TensorMetadata[] {
    const { c } = this.#binding.library;
    c.TFE_DeleteOp(op);
    const code = c.TF_GetCode(this.#status);
    if (code !== 0) {
      const message = Deno.UnsafePointerView.getCString(c.TF_Message(this.#status)!);
      throw new TensorFlowError(this.#parts.name, code, explain(message, this.#parts.ops));
    }
    return Array.from(
      outputs,
      (address, i) =>
        this.#binding.adopt(Deno.UnsafePointer.create(address)!, this.#parts.outputs[i]!),
    );
  }
}

interface PreparedCall {
  readonly op: Deno.PointerValue;
  readonly outputs: BigUint64Array<ArrayBuffer>;
  readonly count: Int32Array<ArrayBuffer>;
}
