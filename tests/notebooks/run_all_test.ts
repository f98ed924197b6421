import { assert, assertEquals } from "@std/assert";
import { programPath } from "../../lib/cli/setup/python.ts";
import { onWindows, skipBecause } from "../skip.ts";
import { obstacle, ROOT } from "./headless.ts";

const RESTED = ["busy", "idle"];

Deno.test({
  name: "the kernel: an error or Stop aborts the cells behind it, and nothing else changes",
  ignore: skipBecause("the kernel's queue", onWindows("neither the proxy nor Stop") ?? obstacle()),
}, async () => {
  const { stdout, stderr, success } = await new Deno.Command(ROOT + programPath("python"), {
    args: ["tests/notebooks/run_all.py"],
    cwd: ROOT,
    env: { NO_COLOR: "1", JUPYTER_PREFER_ENV_PATH: "1" },
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  assertEquals(JSON.parse(new TextDecoder().decode(stdout)), {
    error: {
      replies: ["ok", "error", "aborted", "aborted"],
      texts: ["1\n", "", "", ""],
      states: [RESTED, RESTED, RESTED, RESTED],
    },
    later: { replies: ["ok"], texts: ["4\n"], states: [RESTED] },
    goingOn: ["error", "ok"], // its sender asked to continue
    listening: ["ok"],
    stop: ["ok", "aborted", "aborted"],
    stopThrown: ["error", "aborted"],
    idle: ["9\n"], // Stop with nothing to stop
    lines: true,
    large: [8_000_001, "after\n".length],
    complete: ["readTextFile"],
    asked: ["name?", "ok"],
    restarted: ["undefined\n"],
    ended: true,
  });
});
