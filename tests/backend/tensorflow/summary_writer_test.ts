import { assertEquals, assertThrows } from "@std/assert";
import { useBackend } from "../../../lib/backend/backend.ts";
import { TensorFlowError } from "../../../lib/backend/library/library.ts";
import { isOutOfMemory } from "../../../lib/backend/out_of_memory.ts";
import { ffiBinding } from "../../../lib/backend/tensorflow/register.ts";
import { SummaryWriter } from "../../../lib/backend/tensorflow/summary_writer.ts";
import { AccessError } from "../../../lib/errors.ts";
import { noLeak } from "../../no_leak.ts";
import { skipBecause } from "../../skip.ts";
import { withTempDir } from "../../temp_dir.ts";

await useBackend();
const binding = ffiBinding();
const ignore = skipBecause("SummaryWriter", binding ? undefined : "no TensorFlow library");

/** Runs `body` while each op named here fails as where the disk is full. */
function onFullDisk(ops: readonly string[], body: () => void): void {
  const execute = binding!.executeOp.bind(binding!);
  binding!.executeOp = (name, ...rest) => {
    if (!ops.includes(name)) return execute(name, ...rest);
    const message = "/board/events.v2; No space left on device\n\tCould not flush events file.";
    throw new TensorFlowError(name, 8, message);
  };
  try {
    body();
  } finally {
    delete (binding as { executeOp?: unknown }).executeOp; // back to the method of the class
  }
}

Deno.test({
  name: "SummaryWriter: a full disk is one line that names the folder, not a lack of memory",
  ignore,
  fn: () =>
    withTempDir((dir) =>
      noLeak(() =>
        onFullDisk(["WriteScalarSummary", "FlushSummaryWriter"], () => {
          const write = () => {
            using writer = new SummaryWriter(dir); // its closing must not hide the error
            writer.scalar("loss", 1, 2);
          };
          const flush = () => {
            using writer = new SummaryWriter(dir);
            writer.flush();
          };
          for (const refused of [write, flush]) {
            const error = assertThrows(refused, AccessError);
            const line = `${dir}: cannot be written: No space left on device; free some space`;
            assertEquals(error.message, line);
            assertEquals([error, error.cause].map(isOutOfMemory), [false, false]);
          }
        })
      )
    ),
});

Deno.test({
  name: "SummaryWriter: closing writes the events that wait",
  ignore,
  fn: () =>
    withTempDir((dir) =>
      noLeak(() => {
        const sizes = () =>
          [...Deno.readDirSync(dir)].map(({ name }) => Deno.statSync(`${dir}/${name}`).size);
        const writer = new SummaryWriter(dir);
        writer.scalar("loss", 1, 2);
        const [before] = sizes();
        writer[Symbol.dispose]();
        assertEquals(sizes()[0]! > before!, true);
      })
    ),
});
