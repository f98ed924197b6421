import { assertEquals, assertStringIncludes } from "@std/assert";
import { formatJointChoice } from "../../tools/joint_choice.ts";
import { someTrial } from "../experiment/tune/records.ts";

/** A trial of the first round; `top` and `mse` are its AUROCs in percent. */
function trial(category: string, candidate: string, [top, mse]: [number, number], epochs = 10) {
  return someTrial({
    ...{ category, candidate, config: { imageSize: 32, epochs } },
    kinds: [{ kind: "turned", top: top / 100, mse: mse / 100 }],
  });
}

Deno.test("formatJointChoice: candidates by their mean over categories, each by its best statistic", () => {
  const [table] = formatJointChoice([
    trial("bird", "default", [60, 50]),
    trial("bird", "fine", [64, 70]),
    trial("bird", "long", [99, 99], 20), // for longer than the defaults
    trial("bird", "alone", [99, 99]), // not in every category
    trial("ship", "default", [70, 62]),
    trial("ship", "fine", [70, 68]),
    trial("ship", "long", [99, 99], 20),
    someTrial({ category: "ship", round: 2, kinds: [{ kind: "turned", top: 1 }] }),
  ]);
  const rows = table!.split("\n").map((line) => line.split("|").slice(1, -1).map((x) => x.trim()));
  assertEquals(rows[0]![0], "DAAD, 32 pixels: bird, ship");
  assertEquals(rows.slice(2).map((row) => row.slice(0, 3)), [
    ["fine", "mean square", "69.0"],
    ["default", "top 1 %", "65.0"],
  ]);
  // 70 − 50 and 68 − 62, by the same statistic.
  assertStringIncludes(rows[2]![3]!, "13.0 [6.0, 20.0]");
  assertEquals(formatJointChoice([trial("bird", "default", [60, 50])]), []);
});
