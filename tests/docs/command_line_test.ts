/** The check of the documents' commands refuses what the command line refuses. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { parseCommand } from "./command_line.ts";
import { anchorsOf, commandsOf, linksOf } from "./documents.ts";

Deno.test("commands of documents: subcommands, options, choices and plans are known", async () => {
  assertEquals(await parseCommand(["table", "mnist", "--format", "csv"]), undefined);
  assertEquals(await parseCommand(["train", "--method", "ID", "--help"]), undefined);
  const refused: Readonly<Record<string, string>> = {
    "tabel mnist": "unknown command",
    "table mnist --formt csv": "unknown option",
    "table mnist --format xls": "Allowed choices",
    "export --model runs/a --to keras --out b": "Allowed choices",
    "reproduce nothing": "Allowed choices",
  };
  for (const [line, reason] of Object.entries(refused)) {
    assertStringIncludes(await parseCommand(line.split(" ")) ?? "understood", reason);
  }
});

Deno.test("documents: what is a command, a link, an anchor", () => {
  const text = [
    "# A title, with `code`",
    "See [this](a.md#b-c) and `deno task daad table`; not `[x](y)`.",
    "## A title, with code",
    "```sh",
    'daad="npx -y deno@2 task daad"',
    '$daad train --config \'{"a": 1}\' --out "b c"   # a comment',
    "cd x && ./deno task test > log",
    "```",
    "",
  ].join("\n");
  assertEquals(linksOf(text), ["a.md#b-c"]);
  assertEquals(anchorsOf(text), ["a-title-with-code", "a-title-with-code-1"]);
  assertEquals(commandsOf(text), [
    ["daad", "train", "--config", '{"a": 1}', "--out", "b c"],
    ["test"],
    ["daad", "table"],
  ]);
});
