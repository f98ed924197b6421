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
 * Ends the process without its exit handlers: those of TensorFlow and libvips crash where they get no
 * memory, and the crash would be taken for the reason of the end.
 */
export function exitAtOnce(code: number): never {
  const path = C_LIBRARY[Deno.build.os];
  try {
    if (path) Deno.dlopen(path, SYMBOLS).symbols._exit(code);
  } catch {
    // then with its exit handlers
  }
  Deno.exit(code);
}
