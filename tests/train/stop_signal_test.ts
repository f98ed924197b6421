import { assertEquals } from "@std/assert";
import { runDeno } from "../child.ts";
import { onWindows, skipBecause } from "../skip.ts";

const module = new URL("../../lib/train/stop_signal.ts", import.meta.url).href;

/** Runs in a separate process, since an interrupt would end the test runner. */
async function runScript(body: string): Promise<{ code: number; output: string }> {
  const script = `import { stopSignal } from ${JSON.stringify(module)};
    const interrupted = async () => {
      const heard = new Promise((resolve) => Deno.addSignalListener("SIGINT", resolve));
      Deno.kill(Deno.pid, "SIGINT");
      await heard;
    };
    ${body}`;
  const { code, stdout } = await runDeno(["eval", "--ext=ts", script]);
  return { code, output: stdout.trim() };
}

const ignore = skipBecause("stopSignal", onWindows("no process is interrupted there"));

Deno.test({ name: "an interrupt aborts the latest stop signal only", ignore }, async () => {
  const { code, output } = await runScript(`
    const [first, second] = [stopSignal(), stopSignal()];
    await interrupted();
    console.log(first.aborted, second.aborted, stopSignal().aborted);
  `);
  assertEquals([code, output], [0, "false true false"]);
});

Deno.test({ name: "a second interrupt ends a script", ignore }, async () => {
  const { code, output } = await runScript(`
    stopSignal();
    await interrupted();
    console.log("still here");
    await interrupted();
    console.log("not reached");
  `);
  assertEquals([code, output], [130, "still here"]);
});
