/**
 * Ends a process that has no memory left to end properly.
 *
 * @module
 */

const SYMBOLS = {
  _exit: { parameters: ["i32"], result: "void" },
} as const satisfies Deno.ForeignLibraryInterface;

const C_LIBRARY: Partial<Record<typeof Deno.build.os, string>> = {
  linux: "libc.so.6",
  darwin: "libSystem.dylib",
};

/**
 * Makes a function that ends the process without its exit handlers: those of TensorFlow and libvips
 * crash where they get no memory, and the crash would be taken for the reason of the end.
 *
 * Call it early: without memory no function can be looked up any more.
 */
export function prepareExitAtOnce(): (code: number) => never {
  const exit = findExit();
  return (code) => {
    exit?.(code);
    Deno.exit(code);
  };
}

function findExit(): ((code: number) => void) | undefined {
  const path = C_LIBRARY[Deno.build.os];
  try {
    return path === undefined ? undefined : Deno.dlopen(path, SYMBOLS).symbols._exit;
  } catch {
    return undefined; // then it ends with its exit handlers
  }
}
