import { assertEquals } from "@std/assert";
import { PROJECT_ROOT } from "../../lib/backend/backend.ts";
import { locateLibrary } from "../../lib/backend/tensorflow/locate.ts";
import { runScript } from "../child.ts";
import { skipBecause } from "../skip.ts";

const missing = locateLibrary(PROJECT_ROOT) ? undefined : "no TensorFlow library";

Deno.test({
  name: "exit: a process whose worker used TensorFlow beside sharp ends cleanly",
  ignore: skipBecause("exit", missing),
  fn: async () => {
    const worker = `
      import ${JSON.stringify(import.meta.resolve("sharp"))};
      import { useBackend } from ${
      JSON.stringify(import.meta.resolve("../../lib/backend/backend.ts"))
    };
      await useBackend();
      self.postMessage("done");`;
    const { code, stderr } = await runScript(`
      const url = "data:application/typescript," + encodeURIComponent(${JSON.stringify(worker)});
      const worker = new Worker(url, { type: "module" });
      await new Promise((resolve) => worker.onmessage = resolve);
      worker.terminate();`);
    assertEquals([code, stderr], [0, ""]);
  },
});
