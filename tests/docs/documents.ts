/** The documents of the project: their texts, links, headings and commands. */
import { PROJECT_ROOT } from "../../lib/backend/backend.ts";

/** A Markdown file. */
export interface Document {
  /** From the project's folder. */
  readonly path: string;
  readonly text: string;
}

/** Names of files and folders that are not the project's documents. */
const SKIPPED = /^(\.|runs$|work$|vendor$|node_modules$|tests$)/;

/** Every Markdown file. */
export async function readDocuments(): Promise<Document[]> {
  const paths: string[] = [];
  const walk = async (folder: string) => {
    for await (const { name, isDirectory } of Deno.readDir(`${PROJECT_ROOT}/${folder}`)) {
      if (SKIPPED.test(name)) continue;
      const path = folder === "." ? name : `${folder}/${name}`;
      if (isDirectory) await walk(path);
      else if (name.endsWith(".md")) paths.push(path);
    }
  };
  await walk(".");
  return await Promise.all(
    paths.sort().map(async (path) => ({
      path,
      text: await Deno.readTextFile(`${PROJECT_ROOT}/${path}`),
    })),
  );
}

/** The text without code, which contains no links. */
export function withoutCode(text: string): string {
  return text.replaceAll(/^```.*?^```$/gms, "").replaceAll(/`[^`]*`/g, "");
}

/** Targets of all links and pictures. */
export function linksOf(text: string): string[] {
  return [...withoutCode(text).matchAll(/(?:\]\(|\b(?:href|src)=")([^()\s"]+)[)"]/g)]
    .map(([, target]) => target!);
}

/** The anchors of a text's headings, as GitHub makes them. */
export function anchorsOf(text: string): string[] {
  const seen = new Map<string, number>();
  return [...text.replaceAll(/^```.*?^```$/gms, "").matchAll(/^#+ (.+)$/gm)].map(([, title]) => {
    const anchor = title!.trim().toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(/\s/g, "-");
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
}

/** Code spans within lines. */
export function codeSpansOf(text: string): string[] {
  return [...text.replaceAll(/^```.*?^```$/gms, "").matchAll(/`([^`]+)`/g)]
    .map(([, code]) => code!.replaceAll(/\s+/g, " "));
}

/** The lines of all shell blocks, with the block's own variables expanded and comments removed. */
export function shellLinesOf(text: string): string[] {
  return [...text.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block]) => {
    const variables = new Map<string, string>();
    return block!.trim().split("\n").flatMap((line) => {
      const [, name, value] = /^(\w+)="([^"]*)"$/.exec(line) ?? [];
      if (name !== undefined) variables.set(name, value!);
      const full = line.replaceAll(/\$(\w+)/g, (all, name) => variables.get(name) ?? all);
      return name === undefined ? [full.replace(/\s+#.*$/, "")] : [];
    });
  });
}

/** The words that follow `deno task` in shell blocks and in code spans. */
export function commandsOf(text: string): string[][] {
  return [...shellLinesOf(text), ...codeSpansOf(text)].flatMap((line) => {
    const rest = /(?:npx -y deno@2|\bdeno|\.\/deno) task ([a-z].*)$|^(daad [a-z].*)$/.exec(line)
      ?.slice(1).find((part) => part !== undefined);
    return rest === undefined || rest.includes("…") ? [] : [splitWords(rest)];
  });
}

/** Splits a line into words as a shell does, up to a redirection or the next command. */
function splitWords(line: string): string[] {
  const words = [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) => word);
  const end = words.findIndex((word) => /^(>|\||&&|;)/.test(word));
  return (end < 0 ? words : words.slice(0, end))
    .map((word) => word.replaceAll(/'([^']*)'|"([^"]*)"/g, "$1$2"));
}
