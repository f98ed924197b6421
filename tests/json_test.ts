import { assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../lib/errors.ts";
import { parseJson } from "../lib/json.ts";

Deno.test("parseJson: nesting is limited, brackets in strings are not nesting", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  assertEquals(JSON.stringify(parseJson(nested(100), "a.json")), nested(100));
  for (const depth of [101, 200_000]) {
    assertThrows(() => parseJson(nested(depth), "a.json"), InputError, "a.json: JSON nested more");
  }
  const brackets = `"${'[\\"{'.repeat(1000)}"`;
  assertEquals(parseJson(brackets, "a.json"), JSON.parse(brackets));
});

Deno.test("parseJson: what is no JSON is one line that names its source", () => {
  for (const text of ["", "{", '{"a": 1,', '"a\nb"', '"\\"'.repeat(100_000)]) {
    const { message } = assertThrows(() => parseJson(text, "a.json"), InputError);
    assertEquals([message.startsWith("a.json: no valid JSON: "), message.includes("\n")], [
      true,
      false,
    ]);
  }
});

Deno.test("parseJson: a byte order mark is no error", () =>
  assertEquals(parseJson('\uFEFF{"epochs": 2}', "a.json"), { epochs: 2 }));
