/**
 * Ends a process that has no memory left to end properly.
 *
 * @module
 */

const SYMBOLS = {
  /** A static symbol: its address, to be the handler of a signal. */
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

/** Seconds that the last words may take. */
const AT_MOST = 5;

/** Says the last words and ends the process. */
export type ExitAtOnce = (code: number, sayLast: () => void) => never;

/**
 * Makes a function that ends the process without its exit handlers: those of TensorFlow and libvips
 * crash where they get no memory, and the crash would be taken for the reason of the end.
 *
 * So would the crash of another thread while the last words are said; such a thread waits instead.
 *
 * Call it early: without memory no function can be looked up any more.
 */
export function prepareExitAtOnce(): ExitAtOnce {
  const c = findFunctions();
  return (code, sayLast) => {
    c?.alarm(AT_MOST); // ends it if this very thread crashes, and so waits
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
    return undefined; // then it ends with its exit handlers
  }
}
