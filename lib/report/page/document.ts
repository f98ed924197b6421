/**
 * The frame of a report page: one HTML file that loads nothing.
 *
 * @module
 */
import { Markup, markup } from "../figure/markup.ts";
import { SCRIPT } from "./script.ts";
import { STYLE } from "./style.ts";

/**
 * Renders a whole page.
 *
 * Its content security policy lets the browser fetch nothing, and run nothing but the page's own
 * script, whatever the body contains.
 */
export async function renderDocument(
  { title, body }: { title: string; body: Markup },
): Promise<string> {
  const policy = [
    "default-src 'none'",
    "img-src data:",
    `style-src '${await hashOf(STYLE)}'`,
    `script-src '${await hashOf(SCRIPT)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return "<!doctype html>\n" + markup`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
${body}
<script>${new Markup(SCRIPT)}</script>
</body>
</html>
`.text;
}

/** The hash by which a content security policy names an inline style or script. */
async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `sha256-${new Uint8Array(digest).toBase64()}`;
}
