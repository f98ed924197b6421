/** Damages JSON so that it stays JSON: other values, other names, more of them. */
import type { Random } from "../../../lib/random.ts";
import { pick } from "./mutate.ts";

/** Values that trip up readers. */
const ODD_VALUES = [
  ...["null", "true", "0", "-1", "0.5", "1e9", "1e308", "1e999", "-0", "9007199254740993"],
  ...['""', '"0"', '"NaN"', '"\\u0000"', '"a\\nb"', '"<script>"', '"\\ud800"', "[]", "{}", "[[]]"],
  ...['{"__proto__":{"x":1}}', '{"constructor":1}', '"__proto__"', "[1,2,3,4,5,6,7,8,9]"],
  "[".repeat(5000) + "]".repeat(5000),
  `"${"long".repeat(5000)}"`,
];

/** Names that trip up readers, such as properties that every object inherits. */
const ODD_NAMES = ["__proto__", "constructor", "toString", "hasOwnProperty", "", "a\\nb", "extra"];

/** A string, with what follows it if it is a name, or another scalar. */
const TOKEN = /"(?:[^"\\]|\\.)*"(\s*:)?|-?\d[\d.eE+-]*|true|false|null/g;

/** Replaces one or two values or names of a JSON text. */
export function damageJson(bytes: Uint8Array, random: Random): Uint8Array {
  let text = new TextDecoder().decode(bytes);
  for (let k = random.integer(2); k >= 0; k--) {
    const tokens = [...text.matchAll(TOKEN)];
    const token = pick(tokens, random);
    const [found, colon] = token;
    const at = token.index;
    const name = `"${pick(ODD_NAMES, random)}":`;
    const instead = colon === undefined ? pick(ODD_VALUES, random) : random.integer(2) === 0
      ? name // replaces this name
      : `${name}${pick(ODD_VALUES, random)},${found}`; // adds a field before it
    text = text.slice(0, at) + instead + text.slice(at + found.length);
  }
  return new TextEncoder().encode(text);
}
