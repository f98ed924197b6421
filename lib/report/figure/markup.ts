/**
 * Builds SVG and HTML safely from untrusted text.
 *
 * @module
 */

/** Text that is markup already. */
export class Markup {
  /** @param text Trusted: it is not escaped again. */
  constructor(readonly text: string) {}

  /** The markup itself. */
  toString(): string {
    return this.text;
  }
}

/** A value in a template; `undefined` and `false` become nothing, lists are joined. */
export type Content = string | number | Markup | undefined | false | readonly Content[];

/** Characters that XML never allows, not even escaped, and lone surrogates. */
const FORBIDDEN =
  // deno-lint-ignore no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Escapes text for SVG and HTML, between tags and in quoted attributes. Characters that XML forbids
 * become U+FFFD.
 */
function escapeMarkup(text: string): string {
  return text.replace(FORBIDDEN, "\ufffd")
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;").replaceAll("'", "&#39;");
}

/**
 * A template tag that escapes all values but markup, so that no path or name can become a tag.
 * Attribute values need their quotes in the template.
 *
 * @example
 * ```ts
 * import { markup } from "./markup.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const cells = ["a<b", "c"].map((text) => markup`<td>${text}</td>`);
 * assertEquals(markup`<tr>${cells}</tr>`.text, "<tr><td>a&lt;b</td><td>c</td></tr>");
 * ```
 */
export function markup(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(
    strings.reduce((text, part, i) => text + toText(values[i - 1]) + part),
  );
}

function toText(content: Content): string {
  if (content === undefined || content === false) return "";
  if (content instanceof Markup) return content.text;
  if (typeof content === "object") return content.map(toText).join("");
  return typeof content === "number" ? String(content) : escapeMarkup(content);
}
