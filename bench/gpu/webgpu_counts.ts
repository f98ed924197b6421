/**
 * Counts a program's calls to WebGPU.
 *
 * @module
 */

/** Counts since the last {@linkcode takeCounts}. */
export interface WebGpuCounts {
  /** Kernels that were started. */
  dispatches: number;
  /** Command buffers handed to the GPU, each with any number of kernels. */
  submits: number;
  /** Buffers written from the processor's memory. */
  uploads: number;
  uploadedBytes: number;
  /** Buffers mapped for reading: each waits until the GPU has finished everything before it. */
  readBacks: number;
}

const NONE: WebGpuCounts = {
  dispatches: 0,
  submits: 0,
  uploads: 0,
  uploadedBytes: 0,
  readBacks: 0,
};
let counts = { ...NONE };

/** Puts counters in front of Deno's WebGPU. Call it before the backend is registered. */
export function countWebGpu(): void {
  before(GPUComputePassEncoder.prototype, "dispatchWorkgroups", () => counts.dispatches++);
  before(GPUQueue.prototype, "submit", () => counts.submits++);
  before(GPUQueue.prototype, "writeBuffer", (_buffer, _offset, data) => upload(data));
  before(GPUBuffer.prototype, "mapAsync", (mode) => {
    if (Number(mode) & GPUMapMode.READ) counts.readBacks++;
  });
  before(GPUBuffer.prototype, "getMappedRange", function (this: GPUBuffer) {
    if (this.usage & GPUBufferUsage.MAP_WRITE) upload({ byteLength: this.size });
  });
}

/** Returns the counts and resets them. */
export function takeCounts(): WebGpuCounts {
  const taken = counts;
  counts = { ...NONE };
  return taken;
}

function upload(data: unknown): void {
  counts.uploads++;
  counts.uploadedBytes += (data as { byteLength: number }).byteLength;
}

function before(
  prototype: object,
  method: string,
  count: (...args: unknown[]) => void,
): void {
  const methods = prototype as Record<string, (...args: unknown[]) => unknown>;
  const original = methods[method]!;
  methods[method] = function (this: unknown, ...args: unknown[]) {
    count.apply(this, args);
    return original.apply(this, args);
  };
}
