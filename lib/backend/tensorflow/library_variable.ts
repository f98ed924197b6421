/**
 * A variable inside TensorFlow: its values stay there, and ops change them in place.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { runOp } from "./raw_op.ts";

let made = 0;

/**
 * A float32 variable inside the library, on the backend `tensorflow` with the binding over its C
 * API. In a recorded function it is read and changed in the order in which its methods were called.
 */
export class LibraryVariable implements Disposable {
  readonly shape: readonly number[];
  readonly #name = `variable_${++made}`;

  constructor(shape: readonly number[]) {
    this.shape = shape;
  }

  /** The handle through which ops refer to the variable; the caller disposes it. */
  handle(): tf.Tensor {
    return runOp({
      name: "VarHandleOp",
      inputs: [],
      types: { dtype: "float32" },
      shapes: { shape: this.shape },
      strings: { container: "", shared_name: this.#name },
      outputs: 1,
    })[0]!;
  }

  /** Sets the variable to these values, which are shared until one of the two changes. */
  assign(values: tf.Tensor): void {
    this.#with((handle) =>
      runOp({
        name: "AssignVariableOp",
        inputs: [handle, values],
        types: { dtype: "float32" },
        bools: { validate_shape: false },
        outputs: 0,
      })
    );
  }

  /** The values. */
  read(): tf.Tensor {
    return this.#with((handle) =>
      runOp({ name: "ReadVariableOp", inputs: [handle], types: { dtype: "float32" }, outputs: 1 })
    )[0]!;
  }

  /** Frees the values. */
  [Symbol.dispose](): void {
    this.#with((handle) =>
      runOp({
        name: "DestroyResourceOp",
        inputs: [handle],
        bools: { ignore_lookup_error: true },
        outputs: 0,
      })
    );
  }

  #with<T>(use: (handle: tf.Tensor) => T): T {
    const handle = this.handle();
    try {
      return use(handle);
    } finally {
      handle.dispose();
    }
  }
}
