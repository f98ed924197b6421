/**
 * Keeps two copies of LLVM from crashing the process.
 *
 * @module
 */

const LIBDL = {
  dlsym: { parameters: ["pointer", "buffer"], result: "pointer" },
  dlopen: { parameters: ["buffer", "i32"], result: "pointer" },
} as const satisfies Deno.ForeignLibraryInterface;

/** `RTLD_LAZY | RTLD_NOLOAD` on Linux: succeeds only for what is loaded already. */
const ONLY_IF_LOADED = 0x1 | 0x4;
/** `RTLD_DEFAULT`: the global symbols of the process. */
const GLOBAL = null;

/**
 * Why TensorFlow's library must not be loaded now; `undefined` if it may be.
 *
 * The library contains an LLVM. Mesa's OpenGL driver, which WebGPU also looks for, loads another
 * one with global symbols; TensorFlow's static initialisers then call into that one and crash. The
 * other order works: TensorFlow first.
 *
 * @param path The library to load.
 */
export function loadingConflict(path: string): string | undefined {
  if (Deno.build.os !== "linux") return undefined;
  const { symbols: { dlsym, dlopen } } = Deno.dlopen("libdl.so.2", LIBDL);
  const text = (value: string) => new TextEncoder().encode(`${value}\0`);
  if (dlsym(GLOBAL, text("LLVMContextCreate")) === null) return undefined;
  if (dlopen(text(path), ONLY_IF_LOADED) !== null) return undefined;
  return "WebGPU's driver has already loaded its own LLVM into this process, with which " +
    "TensorFlow's would crash; use TensorFlow first";
}
