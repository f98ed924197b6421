/**
 * Keeps a shared library in memory until the process ends.
 *
 * Deno closes a library when the isolate that opened it ends, for example after each test file or
 * when a worker stops. TensorFlow's threads and exit handlers are still using it then, so the
 * process crashes. A library once opened with `RTLD_NODELETE` is never unloaded.
 *
 * All its functions are bound at once (`RTLD_NOW`, 0.07 s): bound at their first call, they could
 * resolve to something loaded in the meantime. Mesa's GPU driver brings an LLVM with global
 * symbols, and TensorFlow, which contains another LLVM, would then call into that one and crash.
 *
 * @module
 */

const SYMBOLS = {
  dlopen: { parameters: ["buffer", "i32"], result: "pointer" },
} as const satisfies Deno.ForeignLibraryInterface;

/** Where `dlopen` is found, and `RTLD_NOW | RTLD_NODELETE` there. */
const LOADERS: Partial<Record<typeof Deno.build.os, { files: string[]; flags: number }>> = {
  linux: { files: ["libc.so.6", "libdl.so.2"], flags: 0x2 | 0x1000 }, // libdl: before glibc 2.34
  darwin: { files: ["libSystem.dylib"], flags: 0x2 | 0x80 },
};

/**
 * Loads a library unless it already is, binds its functions and marks it as never to be unloaded.
 */
export function keepLoaded(path: string): void {
  const loader = LOADERS[Deno.build.os];
  for (const file of loader?.files ?? []) {
    try {
      const libc = Deno.dlopen(file, SYMBOLS);
      libc.symbols.dlopen(new TextEncoder().encode(`${path}\0`), loader!.flags);
      libc.close();
      return;
    } catch (error) {
      // The function is in the other file; anything else would have failed for TensorFlow before.
      if (file === loader!.files.at(-1)) throw error;
    }
  }
}
