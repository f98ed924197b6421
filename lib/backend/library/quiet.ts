/**
 * Keeps TensorFlow's start-up chatter off the terminal.
 *
 * Since 2.17 the library logs an information line from a static initialiser, before
 * `TF_CPP_MIN_LOG_LEVEL` or any function could silence it. So standard error goes into a pipe while
 * the library loads, and what matters is printed afterwards.
 *
 * @module
 */

const LIBC = {
  pipe2: { parameters: ["buffer", "i32"], result: "i32" },
  dup: { parameters: ["i32"], result: "i32" },
  dup2: { parameters: ["i32", "i32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
} as const satisfies Deno.ForeignLibraryInterface;

/** `O_NONBLOCK | O_CLOEXEC` on Linux: a full pipe drops messages instead of hanging. */
const PIPE_FLAGS = 0o4000 | 0o2000000;
const STDERR = 2;

/** absl's notice before its log is set up, and log lines of level information or warning. */
const CHATTER = /^(WARNING: All log messages before absl::InitializeLog\(\)|[IW]\d{4} )/;

/**
 * Runs `load` with standard error held back; all but the chatter is printed afterwards, or
 * everything if `load` throws. Set `TF_CPP_MIN_LOG_LEVEL` to see everything at once, for example
 * when the library aborts the process. Linux only; elsewhere `load` just runs.
 */
export function withoutChatter<T>(load: () => T): T {
  if (Deno.build.os !== "linux" || Deno.env.get("TF_CPP_MIN_LOG_LEVEL") !== undefined) {
    return load();
  }
  const libc = Deno.dlopen("libc.so.6", LIBC);
  const { pipe2, dup, dup2, close, read } = libc.symbols;
  const ends = new Int32Array(2);
  if (pipe2(ends, PIPE_FLAGS) !== 0) {
    libc.close();
    return load();
  }
  // Only errors: TensorFlow reads this when it loads, for all messages after the first.
  Deno.env.set("TF_CPP_MIN_LOG_LEVEL", "3");
  const [readEnd, writeEnd] = [ends[0]!, ends[1]!];
  const saved = dup(STDERR);
  dup2(writeEnd, STDERR);
  let failed = true;
  try {
    const result = load();
    failed = false;
    return result;
  } finally {
    dup2(saved, STDERR);
    close(saved);
    close(writeEnd);
    const buffer = new Uint8Array(65536);
    const length = Number(read(readEnd, buffer, BigInt(buffer.length)));
    close(readEnd);
    libc.close();
    Deno.env.delete("TF_CPP_MIN_LOG_LEVEL"); // read once; a child process decides for itself
    const lines = new TextDecoder().decode(buffer.subarray(0, Math.max(length, 0))).split("\n");
    const shown = lines.filter((line) => line !== "" && (failed || !CHATTER.test(line)));
    if (shown.length > 0) Deno.stderr.writeSync(new TextEncoder().encode(shown.join("\n") + "\n"));
  }
}
