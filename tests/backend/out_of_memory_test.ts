import { assertEquals, assertRejects } from "@std/assert";
import { useBackend } from "../../lib/backend/backend.ts";
import { TensorFlowError } from "../../lib/backend/library/library.ts";
import { isOutOfMemory, nameBatch, OutOfMemoryError } from "../../lib/backend/out_of_memory.ts";
import { refusal } from "../../lib/cli/terminal/refusal.ts";
import { batchResults } from "../../lib/train/batch_results.ts";
import { trainLoop } from "../../lib/train/loop.ts";
import { testImages } from "../test_images.ts";

Deno.test("isOutOfMemory: what JavaScript, TensorFlow, oneDNN and libvips say", () => {
  const said = [
    new RangeError("Array buffer allocation failed"),
    new RangeError("Invalid typed array length: 90000000000"),
    new TensorFlowError("Conv2D", 8, "OOM when allocating tensor"),
    new TensorFlowError(
      "Conv2D",
      10,
      "Operation received an exception:Status: 1, message: could not create a primitive, in file x",
    ),
    new TensorFlowError("step", 13, "Failed to allocate: CUDA_ERROR_OUT_OF_MEMORY: out of memory"),
    new TensorFlowError("step", 13, "failed to create cublas handle: CUBLAS_STATUS_ALLOC_FAILED"),
    new TensorFlowError("step", 14, "cuDNN: CUDNN_STATUS_ALLOC_FAILED"),
    new Error("Not enough memory left."),
    new Error("glib: Error creating thread: Resource temporarily unavailable"),
    new Error("Warning treated as error due to failOn setting"),
    new Error("vips2png: unable to write to target target"),
  ];
  assertEquals(said.filter((error) => !isOutOfMemory(error)), []);
});

Deno.test("isOutOfMemory: other errors are not taken for it", () => {
  const others = [
    new RangeError("Maximum call stack size exceeded"),
    new TensorFlowError("Conv2D", 3, "Operation received an exception:Status: 2, message: x"),
    new TensorFlowError("WriteScalarSummary", 8, "/board/events.v2; No space left on device"),
    new TensorFlowError("WriteScalarSummary", 8, "/board/events.v2; Disk quota exceeded"),
    new Error("Input file contains unsupported image format"),
    "out of memory",
    undefined,
  ];
  assertEquals(others.filter(isOutOfMemory), []);
});

/** The message of a GPU's allocator, cut off where only names of ops follow. */
const OOM = new TensorFlowError(
  "training_step_1",
  8,
  "OOM when allocating tensor with shape[64,256,256,16] and type float on " +
    "/job:localhost/replica:0/task:0/device:GPU:0 by allocator GPU_0_bfc\n\t [[{{node Conv2D_1}}]]\n" +
    "Hint: If you want to see a list of allocated tensors when OOM happens, add " +
    "report_tensor_allocations_upon_oom to RunOptions for current allocation info.",
);
const REASON = "training_step_1: OOM when allocating tensor with shape[64,256,256,16] and type " +
  "float on /job:localhost/replica:0/task:0/device:GPU:0 by allocator GPU_0_bfc";

Deno.test("nameBatch: one line with batch and size; other errors stay as they are", () => {
  const named = nameBatch(OOM, "training on", [64, 256, 128, 3]) as OutOfMemoryError;
  assertEquals(named.message, `training on 64 images of 128×256 pixels at once: ${REASON}`);
  assertEquals([named.cause, isOutOfMemory(named)], [OOM, true]);
  assertEquals(nameBatch(named, "scoring of", [1, 2, 3, 4]), named);
  const other = new Error("x");
  assertEquals(nameBatch(other, "training on", [1, 2, 3, 4]), other);
  assertEquals(
    refusal(named, "train"),
    `out of memory: training on 64 images of 128×256 pixels at once: ${REASON}; a smaller ` +
      "--batch, --memory or --image-size helps",
  );
  // A command has only some of these options, or none.
  assertEquals(
    refusal(new Error("Parent device is lost"), "reproduce"),
    "the GPU was lost: Parent device is lost; where its memory ran out fewer --workers help",
  );
  assertEquals(refusal(new Error("Parent device is lost"), "score")?.includes("--"), false);
});

Deno.test("training and scoring name the batch where memory runs out", async () => {
  await useBackend();
  const images = testImages({ count: 6, size: 16, channels: 3, seed: 1 });
  const fail = () => {
    throw OOM;
  };
  const training = trainLoop({
    ...{ images, epochs: 1, batchSize: 4, seed: 0, decayAt: 1, decayFactor: 1 },
    state: { export: () => Promise.resolve({}), import: () => {} } as never,
    step: fail,
  });
  await assertRejects(() => training, OutOfMemoryError, "training on 4 images of 16×16 pixels");
  const scoring = batchResults(images, fail, { activity: "scoring", batchSize: 4 });
  await assertRejects(
    () => scoring.next(),
    OutOfMemoryError,
    "scoring of 4 images of 16×16 pixels",
  );
});
