import { assertEquals, assertThrows } from "@std/assert";
import { useBackend } from "../../../lib/backend/backend.ts";
import { TensorFlowError, type TensorFlowLibrary } from "../../../lib/backend/library/library.ts";
import { DATA_TYPE } from "../../../lib/backend/native/dtypes.ts";
import { createHandle } from "../../../lib/backend/native/tensors.ts";
import { isOutOfMemory } from "../../../lib/backend/out_of_memory.ts";
import { ffiBinding } from "../../../lib/backend/tensorflow/register.ts";
import { skipBecause } from "../../skip.ts";

await useBackend();
const binding = ffiBinding();
const missing = binding ? undefined : "no TensorFlow library";

/**
 * A library that gives out tensors without data, as TensorFlow does where there is no memory (after
 * trying for ten seconds), and counts them.
 */
function withoutMemory({ c: real }: TensorFlowLibrary, counts: { made: number; deleted: number }) {
  const c: Partial<typeof real> = {
    TF_AllocateTensor: (...size) => {
      counts.made++;
      return real.TF_AllocateTensor(...size);
    },
    TF_TensorData: () => null,
    TF_DeleteTensor: (tensor) => {
      counts.deleted++;
      real.TF_DeleteTensor(tensor);
    },
  };
  return { c } as unknown as TensorFlowLibrary;
}

Deno.test({
  name: "createHandle: where there is no memory, the error is known as such and nothing stays",
  ignore: skipBecause("createHandle", missing),
  fn: () => {
    const counts = { made: 0, deleted: 0 };
    const library = withoutMemory(binding!.library, counts);
    const allocate = () => createHandle(library, [2], DATA_TYPE.float32, new Float32Array(2));
    const error = assertThrows(allocate, TensorFlowError);
    assertEquals(error.message, "createTensor: cannot allocate 8 bytes");
    assertEquals(isOutOfMemory(error), true);
    assertEquals(counts, { made: 1, deleted: 1 });
  },
});
