import { assertEquals } from "@std/assert";
import { locateLibrary } from "../../lib/backend/tensorflow/locate.ts";
import { skipBecause } from "../skip.ts";

const root = new URL("../../", import.meta.url);
const missing = locateLibrary(decodeURIComponent(root.pathname).replace(/\/$/, ""))
  ? undefined
  : "no TensorFlow library";

Deno.test({
  name: "exit: a process whose worker used TensorFlow beside sharp ends cleanly",
  ignore: skipBecause("exit", missing),
  fn: async () => {
    const worker = `
      import ${JSON.stringify(import.meta.resolve("sharp"))};
      import { useBackend } from ${JSON.stringify(new URL("lib/backend/backend.ts", root).href)};
      await useBackend();
      self.postMessage("done");`;
    const program = `
      const url = "data:application/typescript," + encodeURIComponent(${JSON.stringify(worker)});
      const worker = new Worker(url, { type: "module" });
      await new Promise((resolve) => worker.onmessage = resolve);
      worker.terminate();`;
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", program],
      cwd: root,
    }).output();
    assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
  },
});
