import { assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../../lib/errors.ts";
import { decodeSafetensors, encodeSafetensors } from "../../../lib/nn/variables/safetensors.ts";

/** A file with this header and `dataBytes` bytes of values. */
function file(header: unknown, dataBytes: number, headerLength?: number): Uint8Array {
  const json = new TextEncoder().encode(
    typeof header === "string" ? header : JSON.stringify(header),
  );
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength ?? json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const entry = (shape: number[], start: number, end: number, dtype = "F32") => ({
  dtype,
  shape,
  data_offsets: [start, end],
});

Deno.test("safetensors: what is written is read back", () => {
  const tensors = {
    b: { shape: [2, 2], values: Float32Array.of(1, -0, Infinity, 1e-45) },
    "a.bias": { shape: [], values: Float32Array.of(7) },
    empty: { shape: [0, 3], values: new Float32Array() },
  };
  assertEquals(decodeSafetensors(encodeSafetensors(tensors), "test"), tensors);
});

Deno.test("safetensors: values start at a multiple of 8 bytes", () => {
  for (const name of ["a", "ab", "abc", "ä"]) {
    const bytes = encodeSafetensors({ [name]: { shape: [1], values: Float32Array.of(1) } });
    assertEquals((bytes.length - 4) % 8, 0);
  }
});

Deno.test("safetensors: metadata is allowed, and order in the header does not matter", () => {
  const header = {
    __metadata__: { made: "by hand" },
    second: entry([1], 4, 8),
    first: entry([1], 0, 4),
  };
  assertEquals(Object.keys(decodeSafetensors(file(header, 8), "test")), ["first", "second"]);
});

Deno.test("safetensors: half-precision values are widened without loss", () => {
  // 1, −2, the largest, the smallest normal and subnormal numbers, infinity, −0.
  const bits = [0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x7c00, 0x8000];
  const bytes = file({ w: entry([bits.length], 0, 2 * bits.length, "F16") }, 2 * bits.length);
  bytes.set(new Uint8Array(Uint16Array.from(bits).buffer), bytes.length - 2 * bits.length);
  const values = Float32Array.of(1, -2, 65504, 2 ** -14, 2 ** -24, Infinity, -0);
  assertEquals(decodeSafetensors(bytes, "test"), { w: { shape: [bits.length], values } });
});

Deno.test("safetensors: a name of Object.prototype is an ordinary name", () => {
  const header = `{"__proto__":${JSON.stringify(entry([1], 0, 4))}}`;
  assertEquals(Object.keys(decodeSafetensors(file(header, 4), "test")), ["__proto__"]);
});

Deno.test("safetensors: damaged files are refused with the reason", () => {
  const whole = encodeSafetensors({ w: { shape: [2], values: Float32Array.of(1, 2) } });
  const cases: [Uint8Array, string][] = [
    [new Uint8Array(3), "3 bytes are too few"],
    [whole.subarray(0, whole.length - 4), "ends at 8 of 4 bytes"],
    [file({}, 0, 1e9), "a header of 1000000000 bytes does not fit"],
    [file("{", 0), "the header is no JSON"],
    [file("[]", 0), "the header is no JSON object"],
    [file({ w: 3 }, 0), "entry w is malformed"],
    [file({ w: entry([-1], 0, 4) }, 4), "entry w is malformed"],
    [file({ w: entry([1], 4, 0) }, 4), "entry w is malformed"],
    [file({ w: entry([1], 0, 2, "BF16") }, 2), "has dtype BF16; F32 and F16 are read"],
    [file({ w: entry([2], 0, 2, "F16") }, 2), "of shape [2] has 2 bytes"],
    [file({ w: entry([2], 0, 4) }, 4), "of shape [2] has 4 bytes"],
    [file({ a: entry([1], 0, 4), b: entry([1], 0, 4) }, 4), "b starts at 0, expected 4"],
    [file({ w: entry([1], 0, 4) }, 8), "4 bytes belong to no tensor"],
  ];
  for (const [bytes, reason] of cases) {
    assertThrows(() => decodeSafetensors(bytes, "model.safetensors"), InputError, reason);
  }
});

Deno.test("safetensors: values that do not fill the shape are not written", () => {
  assertThrows(
    () => encodeSafetensors({ w: { shape: [3], values: Float32Array.of(1) } }),
    RangeError,
    "1 values in shape [3]",
  );
});
