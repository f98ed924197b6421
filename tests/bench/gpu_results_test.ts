/** What a row of the GPU benchmark says, and of whom. */
import { assertEquals } from "@std/assert";
import { type GpuTiming, timingRow } from "../../bench/gpu/results.ts";

const PEAK = { gflops: 1000, gflop_per_image: 2 };

function rest(side: GpuTiming["side"], variant: string): string {
  const row = timingRow({
    ...{ side, variant, batch: 8, median_ms: 80, min_ms: 70, max_ms: 90, first_ms: 1000 },
    ...{ images_per_second: 100, peak_gpu_mb: 512 },
  }, PEAK);
  return row.split("images/s")[1]!;
}

Deno.test("timingRow: a share of the float32 peak for float32 only; whose memory is meant", () => {
  const ours = ", first 1.0 s, 512 MB more in use on the GPU";
  const theirs = ", first 1.0 s, 512 MB of PyTorch's tensors";
  assertEquals(rest("ours", "compiled"), ` 20 % of the peak${ours}`);
  assertEquals(rest("pytorch", "compile"), ` 20 % of the peak${theirs}`);
  for (const variant of ["tf32", "fp16", "webgpu"]) assertEquals(rest("ours", variant), ours);
  assertEquals(rest("pytorch", "amp-bf16"), theirs);
});
