/**
 * Memory of a GPU, as `nvidia-smi` reports it.
 *
 * @module
 */

const QUERY = ["--query-gpu=memory.used", "--format=csv,noheader,nounits", "--id=0"];

/** Megabytes in use on the first GPU; `undefined` where `nvidia-smi` does not report them. */
async function gpuMegabytes(): Promise<number | undefined> {
  try {
    const { success, stdout } = await new Deno.Command("nvidia-smi", { args: QUERY }).output();
    const used = Number(new TextDecoder().decode(stdout).trim().split("\n")[0]);
    return success && Number.isFinite(used) ? used : undefined;
  } catch {
    return undefined; // there is no such program
  }
}

/** Runs `body`, and measures the peak increase of memory in use while it runs, twice a second. */
export async function withGpuPeak<T>(body: () => Promise<T>): Promise<[T, number | undefined]> {
  const before = await gpuMegabytes();
  if (before === undefined) return [await body(), undefined];
  let peak = before;
  let asking: Promise<void> | undefined;
  const timer = setInterval(() => {
    asking ??= gpuMegabytes().then((used) => {
      peak = Math.max(peak, used ?? 0);
      asking = undefined;
    });
  }, 500);
  const result = await body().finally(() => clearInterval(timer));
  await asking;
  return [result, peak - before];
}
