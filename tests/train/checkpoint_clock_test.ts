import { assert, assertEquals } from "@std/assert";
import { CheckpointClock } from "../../lib/train/checkpoint_clock.ts";

/** Runs `body` with a clock that stands still until `pass` moves it on by seconds. */
async function withClock(body: (pass: (seconds: number) => void) => Promise<void>): Promise<void> {
  const now = performance.now;
  let at = 0;
  performance.now = () => at;
  try {
    await body((seconds) => at += 1000 * seconds);
  } finally {
    performance.now = now;
  }
}

Deno.test("CheckpointClock: due a minute after its start, and again a minute after the end of a write", () =>
  withClock(async (pass) => {
    const clock = new CheckpointClock();
    for (const secondsOfWrite of [0, 30, 0]) {
      assertEquals(clock.due(), false);
      pass(59.9);
      assertEquals(clock.due(), false);
      pass(0.1);
      assert(clock.due());
      await clock.around(() => {
        pass(secondsOfWrite);
        return Promise.resolve();
      });
    }
    assertEquals(clock.due(), false);
  }));
