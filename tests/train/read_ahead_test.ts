import { assertEquals, assertRejects } from "@std/assert";
import { readAhead } from "../../lib/train/read_ahead.ts";

/** Reads numbers and notes what happens. */
function reader(failAt = NaN) {
  const events: string[] = [];
  const read = (n: number) => {
    events.push(`read ${n}`);
    return n === failAt ? Promise.reject(new Error(`no ${n}`)) : Promise.resolve(n);
  };
  return { events, read, release: (n: number) => void events.push(`release ${n}`) };
}

Deno.test("readAhead: in order, the next one is begun before the current one is given", async () => {
  const { events, read } = reader();
  for await (const n of readAhead([1, 2, 3], read)) events.push(`use ${n}`);
  assertEquals(events, ["read 1", "read 2", "use 1", "read 3", "use 2", "use 3"]);
});

Deno.test("readAhead: nothing is read before the first is asked for, nor of no items", async () => {
  const { events, read } = reader();
  readAhead([1, 2, 3], read);
  for await (const _ of readAhead([], read)) events.push("use");
  assertEquals(events, []);
});

Deno.test("readAhead: whoever stops early leaves nothing behind", async () => {
  const { events, read, release } = reader();
  for await (const n of readAhead([1, 2, 3], read, release)) {
    events.push(`use ${n}`);
    break;
  }
  assertEquals(events, ["read 1", "read 2", "use 1", "release 2"]);
});

Deno.test("readAhead: a failure waits for its turn and is handled meanwhile", async () => {
  const { events, read, release } = reader(2);
  const all = async () => {
    for await (const n of readAhead([1, 2, 3], read, release)) {
      await new Promise((resolve) => setTimeout(resolve, 1)); // when it would be unhandled
      events.push(`use ${n}`);
    }
  };
  await assertRejects(all, Error, "no 2");
  assertEquals(events, ["read 1", "read 2", "use 1"]);
});

Deno.test("readAhead: a failure that nobody comes to is nobody's", async () => {
  const { events, read, release } = reader(2);
  for await (const _ of readAhead([1, 2], read, release)) break;
  await new Promise((resolve) => setTimeout(resolve, 1));
  assertEquals(events, ["read 1", "read 2"]);
});
