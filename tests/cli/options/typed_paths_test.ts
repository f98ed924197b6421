import { assertEquals } from "@std/assert";
import { readConfig } from "../../../lib/cli/options/options.ts";
import { absolutePaths } from "../../../lib/cli/options/typed_paths.ts";
import { withTempDir } from "../../temp_dir.ts";

Deno.test("absolutePaths: every path of an option, and nothing else", () => {
  const typed = (args: string[]) => absolutePaths(args, "/line", "/daad");
  assertEquals(
    typed(["train", "--normal", "a", "../b", "/c", "--method", "ae", "--out", "o", "more"]),
    ["train", "--normal", "/line/a", "/b", "/c", "--method", "ae", "--out", "/line/o", "more"],
  );
  assertEquals(typed(["check-data", "d", "--class", "3"]), [
    "check-data",
    "/line/d",
    "--class",
    "3",
  ]);
  assertEquals(typed(["check-data", "--train-images", "5", "d"]), [
    ...["check-data", "--train-images", "5", "/line/d"],
  ]);
  assertEquals(typed(["compare", "a", "--out", "o.html", "b"]), [
    ...["compare", "/line/a", "--out", "/line/o.html", "/line/b"],
  ]);
  assertEquals(typed(["compare", "--out=o.html", "a", "b"]), [
    ...["compare", "--out=/line/o.html", "/line/a", "/line/b"],
  ]);
  assertEquals(typed(["reproduce", "--results=r", "mnist"]), [
    "reproduce",
    "--results=/line/r",
    "mnist",
  ]);
  const json = ["train", "--config", '{"levels": 3}', "--config={}"];
  assertEquals(typed(json), json);
  assertEquals(typed(["score", "--watch", "in", "--plugin", "a.ts", "b.ts", "--from", "r"]), [
    ...["score", "--watch", "/line/in", "--plugin", "/line/a.ts", "/line/b.ts"],
    ...["--from", "/line/r"],
  ]);
  assertEquals(absolutePaths(["score", "--out", "o"], undefined, "/daad"), ["score", "--out", "o"]);
});

Deno.test("readConfig: UTF-8 and UTF-16, with a mark at the beginning or without", () =>
  withTempDir(async (dir) => {
    const text = '{"epochs": 2}';
    const units = Uint8Array.from([...text].flatMap((letter) => [letter.charCodeAt(0), 0]));
    const swapped = units.map((_, i) => units[i ^ 1]!);
    const utf8 = new TextEncoder().encode(text);
    const files = [
      utf8,
      Uint8Array.of(0xef, 0xbb, 0xbf, ...utf8),
      Uint8Array.of(0xff, 0xfe, ...units),
      Uint8Array.of(0xfe, 0xff, ...swapped),
      units,
    ];
    for (const bytes of files) {
      await Deno.writeFile(`${dir}/a.json`, bytes);
      assertEquals(await readConfig(`${dir}/a.json`), { epochs: 2 });
    }
  }));
