import { assertEquals, assertRejects } from "@std/assert";
import { InputError } from "../../../lib/errors.ts";
import { formatScores, writeScores } from "../../../lib/record/run/scores_csv.ts";
import { withTempDir } from "../../temp_dir.ts";

Deno.test("formatScores: parsing a score gives the same number", () => {
  const scores = [0.1, Math.fround(0.1), 1 / 3, 5e-324, 1.7976931348623157e308, -2.5e-7, 1e21, 0];
  const text = formatScores(scores.map((score, i) => ({ path: `${i}.png`, label: 0, score })));
  const lines = text.trimEnd().split("\n").slice(1);
  assertEquals(lines.map((line) => Number(line.split(",")[2])), scores);
});

Deno.test("formatScores: quotes what needs it, and an unknown label is empty", () => {
  const paths = ["plain.png", "a,b.png", 'say "x".png', "two\nlines.png", "ä ö.png"];
  assertEquals(
    formatScores(paths.map((path, i) => ({ path, label: i === 1 ? 1 : undefined, score: i }))),
    "path,label,score\n" +
      "plain.png,,0\n" +
      '"a,b.png",1,1\n' +
      '"say ""x"".png",,2\n' +
      '"two\nlines.png",,3\n' +
      "ä ö.png,,4\n",
  );
});

Deno.test("formatScores: statistics follow in columns of their own, to the last digit", () => {
  const statistics = { mse: 0.1, l2: 1 / 3, top: Math.fround(0.1), max: 5e-324 };
  const text = formatScores([{ path: "a.png", label: 1, score: 2, statistics }]);
  const [header, row] = text.trimEnd().split("\n");
  assertEquals(header, "path,label,score,mse,l2,top,max");
  assertEquals(row!.split(",").slice(2).map(Number), [2, ...Object.values(statistics)]);
});

Deno.test("writeScores: refuses scores of other images, and writes nothing", () =>
  withTempDir(async (dir) => {
    const files = ["a.png", "b.png"].map((path) => ({ path, label: 0, type: "good" } as const));
    for (const scores of [[1], [1, 2, 3]]) {
      await assertRejects(
        () => writeScores(`${dir}/scores.csv`, files, scores),
        InputError,
        `${dir}/scores.csv: not written: ${scores.length} scores for 2 images; score these images`,
      );
    }
    assertEquals(Deno.readDirSync(dir).toArray(), []);
  }));
