/**
 * Help text on the fields of `--config`.
 *
 * @module
 */
import { METHODS } from "../../registry/registry.ts";

/** Columns where descriptions begin, like those of options, and where lines end. */
const INDENT = 26;
const WIDTH = 80;

/**
 * The fields of a method's configuration, with their defaults and the reasons for them.
 *
 * @param id The id given with `--method`; an unknown one has no fields.
 */
export function configHelp(id: string): string {
  const method = METHODS.find((method) => method.id === id);
  if (!method) return "";
  const fields = Object.entries(method.fields).map(([name, doc]) =>
    `  ${name.padEnd(INDENT - 3)} ${wrapped(doc)}`
  );
  return [
    `\nFields of --config for ${id} (for another method: --method ID --help):`,
    ...fields,
  ].join("\n");
}

function wrapped(text: string): string {
  const lines: string[] = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1)!;
    if (line && INDENT + line.length + word.length + 1 > WIDTH) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines.join(`\n${" ".repeat(INDENT)}`);
}
