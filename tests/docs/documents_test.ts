/** The links, files and commands in the documents exist. */
import { assert, assertEquals } from "@std/assert";
import { dirname, normalize } from "node:path/posix";
import { PROJECT_ROOT } from "../../lib/backend/backend.ts";
import config from "../../deno.json" with { type: "json" };
import { parseCommand } from "./command_line.ts";
import { anchorsOf, codeSpansOf, commandsOf, linksOf, readDocuments } from "./documents.ts";

const DOCUMENTS = await readDocuments();
const TEXTS = new Map(DOCUMENTS.map(({ path, text }) => [path, text]));

/** Files that a command writes. */
const WRITTEN = ["bench/results/gpu.json"];

/** Whether a document also describes the past, and so may name what no longer exists. */
const isHistory = (path: string) => path === "CHANGELOG.md";

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(`${PROJECT_ROOT}/${path}`);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

Deno.test("documents: every link leads to a file and a heading", async () => {
  const broken: string[] = [];
  let count = 0;
  for (const { path, text } of DOCUMENTS) {
    for (const target of linksOf(text).filter((target) => !/^(https?|mailto):/.test(target))) {
      count++;
      const [file = "", anchor] = target.split("#");
      const full = file === "" ? path : normalize(`${dirname(path)}/${file}`);
      if (!await exists(full)) broken.push(`${path}: ${target}`);
      else if (anchor !== undefined && !anchorsOf(TEXTS.get(full) ?? "").includes(anchor)) {
        broken.push(`${path}: ${target}: no such heading`);
      }
    }
  }
  assert(count > 80, `${count}`);
  assertEquals(broken, []);
});

Deno.test("documents: README.md is two screens", () => {
  const readme = TEXTS.get("README.md")!;
  const [bytes, lines] = [new TextEncoder().encode(readme).length, readme.split("\n").length];
  assert(bytes <= 9 * 1024 && lines <= 160, `${bytes} bytes, ${lines} lines`);
});

Deno.test("documents: every document but licences is reached from README.md", () => {
  const reached = new Set<string>();
  const visit = (path: string) => {
    if (reached.has(path) || !TEXTS.has(path)) return;
    reached.add(path);
    for (const target of linksOf(TEXTS.get(path)!)) {
      visit(normalize(`${dirname(path)}/${target.split("#")[0]}`));
    }
  };
  visit("README.md");
  // GitHub shows a folder's README to whoever opens the folder.
  const shown = (path: string) => /^lib\/.*\/README\.md$/.test(path);
  for (const { path } of DOCUMENTS.filter(({ path }) => shown(path))) visit(path);
  assertEquals(DOCUMENTS.map(({ path }) => path).filter((path) => !reached.has(path)), []);
});

Deno.test("documents: files that are named in code are there", async () => {
  const folders = /^(lib|tests|tools|bench|docs|examples|notebooks|data\/(sample|published))\//;
  const missing: string[] = [];
  let count = 0;
  for (const { path, text } of DOCUMENTS.filter(({ path }) => !isHistory(path))) {
    const named = codeSpansOf(text)
      .filter((code) => folders.test(code) && /^[\w./-]+$/.test(code) && !/[A-Z]{2}/.test(code));
    for (const file of named) {
      count++;
      if (!WRITTEN.includes(file) && !await exists(file)) missing.push(`${path}: ${file}`);
    }
  }
  assert(count > 30, `${count}`);
  assertEquals(missing, []);
});

Deno.test("documents: every command is a task, and what follows is understood", async () => {
  const wrong: string[] = [];
  let count = 0;
  for (const { path, text } of DOCUMENTS.filter(({ path }) => !isHistory(path))) {
    for (const words of commandsOf(text)) {
      count++;
      const reason = await problemOf(words);
      if (reason !== undefined) wrong.push(`${path}: deno task ${words.join(" ")}: ${reason}`);
    }
  }
  assert(count > 60, `${count}`);
  assertEquals(wrong, []);
});

async function problemOf([task, ...rest]: readonly string[]): Promise<string | undefined> {
  if (!Object.hasOwn(config.tasks, task!)) return "no such task";
  if (rest.some((word) => /^[A-Z]{2,}$/.test(word))) return undefined; // a placeholder
  const file = rest.find((word) => /^(data\/sample|examples)\//.test(word));
  if (file !== undefined && !await exists(file)) return `no ${file}`;
  const command = task === "daad"
    ? rest
    : ["pack", "download"].includes(task!)
    ? [task!, ...rest]
    : [];
  // A name by itself is not a call.
  return await parseCommand(command.length > 1 ? command : [...command, "--help"]);
}
