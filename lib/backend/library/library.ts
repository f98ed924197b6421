/**
 * An opened TensorFlow library: its functions, its status object and its errors.
 *
 * @module
 */
import { libraryProblem } from "./elf.ts";
import { keepLoaded } from "./keep_loaded.ts";
import { withoutChatter } from "./quiet.ts";
import { releasePages } from "./release_pages.ts";
import { SYMBOLS, type TensorFlowSymbols } from "./symbols.ts";

/** An error that TensorFlow reported. The message starts with the op's name. */
export class TensorFlowError extends Error {
  override readonly name = "TensorFlowError";
  /** The op or C function that failed. */
  readonly op: string;
  /** TensorFlow's `TF_Code`, for example 3 = invalid argument. */
  readonly code: number;

  constructor(op: string, code: number, message: string) {
    super(`${op}: ${message}`);
    this.op = op;
    this.code = code;
  }
}

const encoder = new TextEncoder();

/**
 * The C library with what every call needs: names as C strings and the status check.
 *
 * TensorFlow stays loaded as long as the process lives.
 */
export class TensorFlowLibrary {
  readonly path: string;
  /** The library's version, for example `2.21.0`. */
  readonly version: string;
  readonly c: TensorFlowSymbols;
  /** The one `TF_Status` that all calls write to. */
  readonly status: Deno.PointerValue;
  readonly #names = new Map<string, Uint8Array<ArrayBuffer>>();

  /**
   * @param path A file that exports TensorFlow's C API.
   * @throws {Error} If it is damaged or is not TensorFlow 2; with the loader's message if it cannot
   * be opened or lacks a function.
   */
  constructor(path: string) {
    this.path = path;
    const files = [path, ...companions(path)];
    for (const file of files) {
      const problem = libraryProblem(file);
      if (problem) throw new Error(problem);
    }
    this.c = withoutChatter(() => {
      keepLoaded(path); // first: a library that lacks a function must not be unloaded either
      return Deno.dlopen(path, SYMBOLS);
    }).symbols;
    this.version = cString(this.c.TF_Version());
    if (!/^2\.\d/.test(this.version)) {
      throw new Error(`${path} is TensorFlow ${this.version || "without a version"}, expected 2.x`);
    }
    for (const file of files) releasePages(file);
    this.status = this.c.TF_NewStatus();
  }

  /** `text` as a zero-terminated C string, cached because op and attribute names recur. */
  name(text: string): Uint8Array<ArrayBuffer> {
    let bytes = this.#names.get(text);
    if (!bytes) {
      bytes = encoder.encode(text + "\0");
      this.#names.set(text, bytes);
    }
    return bytes;
  }

  /**
   * Throws what the last call reported, if it failed.
   *
   * @param op The op's name, or a function that returns it.
   */
  check(op: string | (() => string)): void {
    const code = this.c.TF_GetCode(this.status);
    if (code === 0) return;
    const message = cString(this.c.TF_Message(this.status));
    throw new TensorFlowError(typeof op === "string" ? op : op(), code, message);
  }
}

/** The files that the library loads from its own folder. */
function companions(path: string): string[] {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  try {
    return [...Deno.readDirSync(folder || ".")].map(({ name }) => folder + name)
      .filter((file) => /\/?libtensorflow_framework\.so\.\d+$/.test(file) && file !== path);
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied) return [];
    throw error;
  }
}

/** Reads a zero-terminated string; "" for a null pointer. */
export function cString(pointer: Deno.PointerValue): string {
  return pointer === null ? "" : Deno.UnsafePointerView.getCString(pointer);
}
