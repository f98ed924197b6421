/**
 * Event files for TensorBoard, written by TensorFlow's own summary ops.
 *
 * @module
 */
import { AccessError, InputError } from "../../errors.ts";
import { fullDisk } from "../library/full_disk.ts";
import { TensorFlowError } from "../library/library.ts";
import { ATTRIBUTE_TYPE, DATA_TYPE } from "../native/dtypes.ts";
import type { TensorValues } from "../native/tensors.ts";
import type { TensorFlowBinding } from "./binding.ts";
import { ffiBinding } from "./register.ts";

/** How many events may wait to be written, and for how many milliseconds. */
const [QUEUE, FLUSH_MS] = [100, 10_000];

/** Shown where a pixel is not finite: red, opaque. */
const BAD_COLOUR = Uint8Array.of(255, 0, 0, 255);

/** Gives each writer's resource its own name: a name that exists returns the earlier writer. */
let opened = 0;

/**
 * A new event file in a folder.
 *
 * Its methods throw an `AccessError` that names the folder where the disk is full.
 */
export class SummaryWriter implements Disposable {
  readonly #folder: string;
  readonly #binding: TensorFlowBinding;
  readonly #writer: number;

  /**
   * Opens the file.
   *
   * @param folder Created if it is missing.
   * @throws {InputError} If TensorFlow's library is not in use.
   */
  constructor(folder: string) {
    const binding = ffiBinding();
    if (!binding) {
      throw new InputError("TensorBoard: only TensorFlow's library writes its files; see doctor");
    }
    this.#folder = folder;
    this.#binding = binding;
    const name = { name: "shared_name", type: ATTRIBUTE_TYPE.string, value: `writer ${++opened}` };
    this.#writer = binding.executeOp("SummaryWriter", [name], [], 1)[0]!.id;
    this.#run("CreateSummaryFileWriter", [
      text(folder),
      { dtype: DATA_TYPE.int32, shape: [], values: Int32Array.of(QUEUE) },
      { dtype: DATA_TYPE.int32, shape: [], values: Int32Array.of(FLUSH_MS) },
      text(".v2"),
    ]);
  }

  /** Adds a point to a curve. */
  scalar(tag: string, step: number, value: number): void {
    const number = { dtype: DATA_TYPE.float32, shape: [], values: Float32Array.of(value) };
    this.#run("WriteScalarSummary", [int64(step), text(tag), number], { T: DATA_TYPE.float32 });
  }

  /** Adds a picture; pixels `[height, width, 3]`, 0 … 255. */
  image(
    tag: string,
    step: number,
    { pixels, height, width }: { pixels: Uint8Array; height: number; width: number },
  ): void {
    const picture = { dtype: DATA_TYPE.uint8, shape: [1, height, width, 3], values: pixels };
    const bad = { dtype: DATA_TYPE.uint8, shape: [4], values: BAD_COLOUR };
    const inputs = [int64(step), text(tag), picture, bad];
    this.#run("WriteImageSummary", inputs, { T: DATA_TYPE.uint8 });
  }

  /** Writes the waiting events. */
  flush(): void {
    this.#run("FlushSummaryWriter", []);
  }

  /**
   * Closes the file. Events that wait are written if they can be; unlike `flush` it reports nothing, so
   * as not to hide the error that ended the work.
   */
  [Symbol.dispose](): void {
    this.#run("CloseSummaryWriter", []);
    this.#binding.deleteTensor(this.#writer);
  }

  #run(op: string, inputs: readonly Input[], types: Readonly<Record<string, number>> = {}): void {
    const attributes = Object.entries(types)
      .map(([name, value]) => ({ name, type: ATTRIBUTE_TYPE.type, value }));
    const ids: number[] = [];
    try {
      for (const { shape, dtype, values } of inputs) {
        ids.push(this.#binding.createTensor([...shape], dtype, values));
      }
      this.#binding.executeOp(op, attributes, [this.#writer, ...ids], 0);
    } catch (error) {
      throw refusedWrite(this.#folder, error);
    } finally {
      for (const id of ids) this.#binding.deleteTensor(id);
    }
  }
}

/** Turns a full disk into a sentence about the folder; leaves other errors as they are. */
function refusedWrite(folder: string, error: unknown): unknown {
  const reason = error instanceof TensorFlowError ? fullDisk(error) : undefined;
  if (reason === undefined) return error;
  return new AccessError(`${folder}: cannot be written: ${reason}; free some space`, {
    cause: error,
  });
}

interface Input {
  readonly dtype: number;
  readonly shape: readonly number[];
  readonly values: TensorValues;
}

function text(value: string): Input {
  return { dtype: DATA_TYPE.string, shape: [], values: [new TextEncoder().encode(value)] };
}

/** A whole number below 2³¹, as its low and its high word. */
function int64(value: number): Input {
  return { dtype: DATA_TYPE.int64, shape: [], values: Int32Array.of(value, 0) };
}
