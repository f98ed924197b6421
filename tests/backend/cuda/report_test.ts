import { assert, assertEquals, assertMatch } from "@std/assert";
import { type CudaDriver, cudaDriver } from "../../../lib/backend/cuda/driver.ts";
import { CUDA_LIBRARIES, openCudaLibraries } from "../../../lib/backend/cuda/libraries.ts";
import { cudaReport, formatCudaReport } from "../../../lib/backend/cuda/report.ts";
import { gpuOptions } from "../../../lib/backend/cuda/settings.ts";
import { runPath } from "../../../lib/backend/library/run_path.ts";
import { skipBecause } from "../../skip.ts";
import { CODE, sharedLibrary } from "./shared_library.ts";

const ignore = skipBecause(
  "CUDA",
  Deno.build.os === "linux" && Deno.build.arch === "x86_64"
    ? undefined
    : "the stub libraries are for Linux on x86-64",
);

/** A driver library that answers like an installed one. */
const ANSWERS = {
  cuInit: CODE.returns(0),
  cuDriverGetVersion: CODE.writes(12080),
  cuGetErrorString: CODE.returns(1),
  cuDeviceGetCount: CODE.writes(1),
  cuDeviceGet: CODE.writes(0),
  cuDeviceGetName: CODE.writes(0x00555047), // "GPU"
  cuDeviceTotalMem_v2: CODE.writesLong(80 * 2 ** 30),
  cuDeviceGetAttribute: CODE.writes(9),
};
const DRIVER: CudaDriver = {
  cuda: "12.8",
  devices: [{ name: "GPU", memory: 80 * 2 ** 30, computeCapability: "9.9" }],
};

/** Runs `body` with a folder that holds these files. */
async function withFiles(
  files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>,
  body: (folder: string) => void,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, bytes] of Object.entries(files)) {
      await Deno.mkdir(`${folder}/${name}`.replace(/\/[^/]+$/, ""), { recursive: true });
      await Deno.writeFile(`${folder}/${name}`, bytes);
    }
    body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** TensorFlow's library as in a CUDA wheel, and every library that it opens except the named one. */
function wheel(missing?: string): Record<string, Uint8Array<ArrayBuffer>> {
  const stub = sharedLibrary({});
  return {
    "tensorflow/libtensorflow_cc.so.2": sharedLibrary({ runPath: "$ORIGIN/" }),
    "tensorflow/libtensorflow_framework.so.2": sharedLibrary({
      runPath: "$ORIGIN/../nvidia/cuda/lib:${ORIGIN}/../nvidia/cudnn/lib",
    }),
    ...Object.fromEntries(
      CUDA_LIBRARIES.filter((name) => name !== missing).map((name) => [
        `nvidia/${name.startsWith("libcudnn") ? "cudnn" : "cuda"}/lib/${name}`,
        stub,
      ]),
    ),
  };
}

Deno.test(
  "runPath: the folders that a library names, its own in place of $ORIGIN",
  { ignore },
  () =>
    withFiles(wheel(), (folder) => {
      const at = `${folder}/tensorflow`;
      assertEquals(runPath(`${at}/libtensorflow_framework.so.2`), [
        `${at}/../nvidia/cuda/lib`,
        `${at}/../nvidia/cudnn/lib`,
      ]);
      assertEquals(runPath(`${folder}/nvidia/cudnn/lib/libcudnn.so.9`), []);
    }),
);

Deno.test(
  "cudaDriver: version, and each device with memory and compute capability",
  { ignore },
  () =>
    withFiles({ "libcuda.so.1": sharedLibrary({ functions: ANSWERS }) }, (folder) => {
      const { module: _, ...driver } = cudaDriver(`${folder}/libcuda.so.1`);
      assertEquals(driver, DRIVER);
    }),
);

Deno.test("cudaDriver: what is missing or refuses is the reason", { ignore }, async () => {
  assertMatch(cudaDriver("/nowhere/libcuda.so.1").reason!, /^\/nowhere\/libcuda.so.1: cannot open/);
  const files = {
    "stub.so": sharedLibrary({ functions: { ...ANSWERS, cuInit: CODE.returns(34) } }),
    "old.so": sharedLibrary({ functions: { cuInit: CODE.returns(0) } }),
    "lost.so": sharedLibrary({ functions: { ...ANSWERS, cuDeviceGetCount: CODE.returns(100) } }),
  };
  await withFiles(files, (folder) => {
    assertEquals(cudaDriver(`${folder}/stub.so`).reason, "cuInit: unknown error (34)");
    assertMatch(cudaDriver(`${folder}/old.so`).reason!, /undefined symbol: cu/);
    assertEquals(cudaDriver(`${folder}/lost.so`).reason, "the driver: unknown error (100)");
  });
});

Deno.test("cudaReport: five states, and what to do next in each", { ignore }, async () => {
  const none: CudaDriver = { reason: "libcuda.so.1: cannot open shared object file" };
  const state = (tensorflow: string | undefined, driver: CudaDriver, inUse = false) =>
    cudaReport({ tensorflow, inUse, driver });
  assertMatch(state(undefined, none).next!, /install NVIDIA's driver/);
  assertMatch(state(undefined, DRIVER).next!, /^for the GPU: .* setup --gpu$/);
  await withFiles({ "libtensorflow_cc.so.2": sharedLibrary({ runPath: "$ORIGIN/" }) }, (folder) => {
    const report = state(`${folder}/libtensorflow_cc.so.2`, DRIVER);
    assertEquals(report.libraries, undefined);
    assertMatch(report.next!, /built without CUDA.* setup --gpu$/);
  });
  await withFiles(wheel(), (folder) => {
    const tensorflow = `${folder}/tensorflow/libtensorflow_cc.so.2`;
    assertMatch(state(tensorflow, none).next!, /install NVIDIA's driver/);
    assertMatch(state(tensorflow, { ...DRIVER, devices: [] }).next!, /CUDA_VISIBLE_DEVICES/);
    assertMatch(state(tensorflow, DRIVER).next!, /TF_CPP_MIN_LOG_LEVEL=0/);
    const used = state(tensorflow, DRIVER, true);
    assertEquals(used.next, undefined);
    assertEquals(formatCudaReport(used), [
      "driver for CUDA 12.8",
      "GPU, 80 GiB, compute capability 9.9",
      ...used.libraries!.map(({ name, path }) => `${name}: ${path}`),
    ]);
  });
});

for (const missing of CUDA_LIBRARIES) {
  Deno.test(
    `cudaReport: without ${missing} it is named, with the loader's reason`,
    { ignore },
    () =>
      withFiles(wheel(missing), (folder) => {
        const tensorflow = `${folder}/tensorflow/libtensorflow_cc.so.2`;
        const libraries = openCudaLibraries(tensorflow)!;
        assertEquals(libraries.map(({ name }) => name), [...CUDA_LIBRARIES]);
        for (const { name, path, reason } of libraries) {
          if (name === missing && !path) assertMatch(reason!, /cannot open shared object file/);
          // A machine with CUDA installed has it in the system's folders.
          else if (name === missing) assertEquals(path, missing);
          else assert(path!.startsWith(folder), `${name}: ${path}`);
        }
        const report = cudaReport({ tensorflow, inUse: false, driver: DRIVER });
        if (libraries.every(({ path }) => path)) return;
        assert(
          formatCudaReport(report).some((line) =>
            line.startsWith(`${missing}: cannot open shared`)
          ),
        );
        const { next } = report;
        assertMatch(next!, new RegExp(`^without ${missing} TensorFlow registers no GPU`));
      }),
  );
}

Deno.test(
  "cudaReport: a damaged library is named with the loader's reason",
  { ignore },
  () =>
    withFiles(
      { ...wheel(), "nvidia/cudnn/lib/libcudnn.so.9": Uint8Array.of(1, 2, 3) },
      (folder) => {
        const libraries = openCudaLibraries(`${folder}/tensorflow/libtensorflow_cc.so.2`)!;
        const { path, reason } = libraries.find(({ name }) => name === "libcudnn.so.9")!;
        if (path === undefined) {
          assertMatch(
            reason!,
            /libcudnn\.so\.9: (file too short|invalid ELF)/,
          );
        } else assertEquals(path, "libcudnn.so.9");
      },
    ),
);

Deno.test("gpuOptions: memory grows, up to a limit where one is set", () => {
  assertEquals([...gpuOptions()], [0x32, 2, 0x20, 1]);
  // protoc's bytes of gpu_options { allow_growth: true experimental { virtual_devices {
  // memory_limit_mb: 1000 } } }
  const limited = [0x32, 12, 0x20, 1, 0x4a, 8, 0x0a, 6, 0x0a, 4, 0x00, 0x00, 0x7a, 0x44];
  assertEquals([...gpuOptions(1000)], limited);
});
