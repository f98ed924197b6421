/**
 * Finds the GPU, or the software that stands in for one.
 *
 * @module
 */
import type { AdapterInfo } from "../settings/facts.ts";

/** Adapters that compute on the CPU, in case the driver does not say so itself. */
const SOFTWARE = /llvmpipe|lavapipe|swiftshader|software|basic render|\bwarp\b/i;

/** The fastest adapter that Deno finds, or `undefined`. */
export async function findAdapter(): Promise<
  { adapter: GPUAdapter; info: AdapterInfo } | undefined
> {
  keepMesaQuiet();
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) return undefined;
  const { description, device, vendor, isFallbackAdapter } = adapter.info;
  const name = description || `${vendor} ${device}`.trim() || "unknown adapter";
  return { adapter, info: { name, software: isFallbackAdapter || SOFTWARE.test(name) } };
}

/**
 * Without XDG_RUNTIME_DIR Mesa prints an error about Wayland, although there is nothing to show;
 * any value, even of a folder that does not exist, keeps it quiet.
 */
function keepMesaQuiet(): void {
  if (Deno.build.os === "linux" && !Deno.env.get("XDG_RUNTIME_DIR")) {
    Deno.env.set("XDG_RUNTIME_DIR", "/nonexistent");
  }
}
