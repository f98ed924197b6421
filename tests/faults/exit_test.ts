import { assertEquals } from "@std/assert";
import { PROJECT_ROOT } from "../../lib/backend/backend.ts";
import { locateLibrary } from "../../lib/backend/library/locate.ts";
import { runScript } from "../child.ts";
import { skipBecause, unlessLinux } from "../skip.ts";

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

const elsewhere = skipBecause(
  "exit: last words",
  unlessLinux("the tests name the C library of Linux"),
);

/** Another thread gets a crash's signal before the main thread has printed its last words. */
const crashing = (signal: number) => `
  import { prepareExitAtOnce } from ${
  JSON.stringify(import.meta.resolve("../../lib/backend/exit_at_once.ts"))
};
  const exitAtOnce = prepareExitAtOnce();
  const { symbols } = Deno.dlopen("libc.so.6", {
    raise: { parameters: ["i32"], result: "i32", nonblocking: true },
    usleep: { parameters: ["u32"], result: "i32" },
  });
  exitAtOnce(1, () => {
    symbols.raise(${signal});
    symbols.usleep(300_000);
    console.error("error: last words");
  });`;

for (const [name, signal] of [["SIGABRT", 6], ["SIGBUS", 7], ["SIGSEGV", 11]] as const) {
  Deno.test({
    name: `exit: last words are said while another thread ends in ${name}`,
    ignore: elsewhere,
    fn: async () => {
      const { code, stderr } = await runScript(crashing(signal));
      assertEquals([code, stderr], [1, "error: last words\n"]);
    },
  });
}

Deno.test({
  name: "exit: a process that crashes in its last words ends all the same",
  ignore: elsewhere,
  fn: async () => {
    const { code, stderr } = await runScript(
      crashing(11).replace(", nonblocking: true", "").replaceAll("300_000", "1"),
    );
    assertEquals([code, stderr], [128 + 14, ""]); // ended by SIGALRM
  },
});
