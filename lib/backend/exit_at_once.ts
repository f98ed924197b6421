/**
 * Ends a process that has no memory left to exit cleanly.
 *
 * @module
 */

const SYMBOLS = {
  /** A static symbol: the function's address, for use as a signal handler. */
  pause: { type: "pointer" },
  _exit: { parameters: ["i32"], result: "void" },
  alarm: { parameters: ["u32"], result: "u32" },
  signal: { parameters: ["i32", "pointer"], result: "pointer" },
} as const satisfies Deno.ForeignLibraryInterface;

const C_LIBRARY: Partial<Record<typeof Deno.build.os, string>> = {
  linux: "libc.so.6",
  darwin: "libSystem.dylib",
};

/** Signals of a thread that crashes: SIGABRT, SIGBUS (its number on Linux and macOS), SIGSEGV. */
const CRASHES = [6, Deno.build.os === "linux" ? 7 : 10, 11];

/** Seconds allowed for the last words. */
const AT_MOST = 5;

/** Says the last words and ends the process. */
export type ExitAtOnce = (code: number, sayLast: () => void) => never;

/**
 * Makes a function that ends the process without running its exit handlers: those of TensorFlow and
 * libvips crash when they get no memory, and the crash would be mistaken for the reason why the
 * process ended.
 *
 * So would the crash of another thread during the last words; such a thread waits instead.
 *
 * Call it early: once memory has run out, functions can no longer be looked up.
 */
export function prepareExitAtOnce(): ExitAtOnce {
  const c = findFunctions();
  return (code, sayLast) => {
    c?.alarm(AT_MOST); // ends the process if this very thread crashes and therefore waits
    for (const crash of CRASHES) c?.signal(crash, c.pause);
    sayLast();
    c?._exit(code);
    Deno.exit(code);
  };
}

function findFunctions() {
  const path = C_LIBRARY[Deno.build.os];
  try {
    return path === undefined ? undefined : Deno.dlopen(path, SYMBOLS).symbols;
  } catch {
    return undefined; // the process then runs its exit handlers
  }
}
