/** What scripts are given wrongly is named before anything is computed. */
import { assertEquals, assertMatch } from "@std/assert";
import { runDeno } from "../child.ts";

const STUDY = ["tools/study.ts", "--data", "data/sample", "--out", "runs/none"];

for (
  const [args, code, message] of [
    [
      ["tools/untrained.ts"],
      2,
      /^error: name folders of CIFAR-10, MNIST or categories of MVTec AD\n$/,
    ],
    [["tools/untrained.ts", "data/nowhere"], 1, /^error: data\/nowhere: .+\n$/],
    [["bench/export/main.ts"], 2, /^error: name folders of trained models\n$/],
    [["bench/calibrations.ts"], 2, /^error: name a folder of MVTec AD and categories in it\n$/],
    [
      ["bench/calibrations.ts", "data/sample", "bottle", "nut"],
      1,
      /^error: data\/sample\/nut: .+\n$/,
    ],
    [[...STUDY, "--categories", "bottle,nut"], 1, /^error: data\/sample\/nut: .+\n$/],
    [
      [...STUDY, "--categories", "bottle", "--methods", "aee"],
      1,
      /^error: method aee: unknown; .+\n$/,
    ],
    [
      [...STUDY, "--categories", "bottle", "--methods", "spade"],
      1,
      /^error: --method spade: .+\n$/,
    ],
    [
      [...STUDY, "--categories", "bottle", "--image-size", "x"],
      1,
      /'x' is invalid.*number >= 8\.\n$/,
    ],
    [
      [...STUDY, "--categories", "bottle", "--image-size", "65"],
      1,
      /^error: image size 65: .+\n$/,
    ],
    [
      [...STUDY, "--categories", "bottle", "--profile", "big"],
      1,
      /choices are smoke, short, full\.\n$/,
    ],
    [[...STUDY, "--categories", "bottle", "--seeds", "0,a"], 1, /Expected a whole number >= 0 /],
  ] as const
) {
  Deno.test(`${args.join(" ")}: refused in one line`, async () => {
    const ended = await runDeno(["run", "-A", "--no-check", ...args]);
    assertEquals([ended.code, ended.stdout], [code, ""], ended.stderr);
    assertMatch(ended.stderr, message);
    assertEquals(ended.stderr.trim().split("\n").length, 1);
  });
}
