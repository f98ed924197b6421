import { assert, assertEquals } from "@std/assert";
import { programPath } from "../../lib/cli/setup/python.ts";
import { skipBecause } from "../skip.ts";
import { obstacle, ROOT } from "./headless.ts";

interface Findings {
  readonly stops: readonly { seconds: number; error?: string; message?: string }[];
  readonly status: string;
  readonly state: readonly boolean[];
  readonly survived: boolean;
}

Deno.test({
  name: "Stop ends a training with an error, and the kernel goes on with its state",
  // Windows has no signals; there Stop does nothing, and the training goes on.
  ignore: Deno.build.os === "windows" || skipBecause("Stop", obstacle()),
}, async () => {
  const { stdout, stderr, success } = await new Deno.Command(ROOT + programPath("python"), {
    args: ["../tests/notebooks/stop.py"],
    cwd: `${ROOT}notebooks`,
    env: { NO_COLOR: "1", JUPYTER_PREFER_ENV_PATH: "1" },
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  const { stops, ...afterwards }: Findings = JSON.parse(new TextDecoder().decode(stdout));
  assertEquals(afterwards, { status: "ok", state: [true, true], survived: true });
  assertEquals(stops.map(({ error }) => error), ["StoppedError", "StoppedError"]);
  for (const { message } of stops) {
    assert(
      /^training stopped in epoch \d+ of \d+, after \d+ of \d+ steps;/.test(message!),
      message,
    );
  }
});
