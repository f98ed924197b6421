import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { DOMParser } from "linkedom";
import { useBackend } from "../../../lib/backend/backend.ts";
import type { ImageSet } from "../../../lib/data/mod.ts";
import { Calibration } from "../../../lib/detector/calibration/calibration.ts";
import type { CalibrationVariant } from "../../../lib/detector/calibration/options.ts";
import type { ScoredImages } from "../../../lib/detector/scoring/scoring.ts";
import { InputError } from "../../../lib/errors.ts";
import { calibrationSwitch } from "../../../lib/report/pictures/calibration_switch.ts";
import { pictureSwitch } from "../../../lib/report/pictures/picture_switch.ts";
import { plotRoughness } from "../../../lib/report/plots/roughness.ts";
import { assertClose } from "../../close.ts";
import { noLeak } from "../../no_leak.ts";
import { TOLERANCE } from "../../tolerances.ts";

await useBackend();

const SIZE = 2;
const SET: ImageSet = {
  height: SIZE,
  width: SIZE,
  channels: 1,
  files: [
    { path: "a.png", label: 0, type: "good" },
    { path: "b.png", label: 1, type: "<bad>" },
  ],
  read: (indices) => Promise.resolve(new Uint8Array(indices.length * SIZE * SIZE)),
};

/** A rough normal image with the larger error, and a smooth anomalous one, larger for its roughness. */
const RESULTS = {
  scores: Float32Array.of(8, 2),
  statistics: { calibrated: Float32Array.of(-0.5, 4.25) },
  calibratedMaps: Float32Array.of(0, 0, 0, 0, 5, 5, 5, 5),
  errors: {
    size: SIZE,
    maps: Float32Array.of(8, 8, 8, 8, 1, 1, 3, 3),
    roughness: new Float32Array(2 * 16).fill(1),
    logGradients: Float32Array.of(Math.log(4), Math.log(0.25)),
  },
  seconds: 1,
} as unknown as ScoredImages;

function made(variant: CalibrationVariant): Calibration {
  const options = { variant, error: "square", smoothing: 0, floor: 0.3, share: 1 } as const;
  const line = { slope: 0.5, offset: Math.log(2), spread: 1 };
  const positions = { mean: new Float32Array(4), deviation: new Float32Array(4).fill(1) };
  return new Calibration({ options, of: "pixels", images: 20, line }, positions);
}

Deno.test("pictureSwitch: one side is shown; two outputs are two groups; text is escaped", async () => {
  const tile = (value: number) =>
    ({ size: 1, channels: 1, pixels: new Uint8Array([value]), label: `<${value}>` }) as const;
  const draw = (value: number) =>
    pictureSwitch({
      ...{ name: "s", caption: "Switch.", title: "error", sides: ["<before>", "after"] },
      items: [{ still: tile(0), sides: [tile(1), tile(value)] }],
    });
  const [one, two] = [await draw(2), await draw(3)];
  const body = new DOMParser().parseFromString(`<body>${one.html}${two.html}</body>`, "text/html");
  const names = [...body.querySelectorAll("input")].map((input) => input.getAttribute("name"));
  assertEquals([names[0] === names[1], names[0] === names[2], names.length], [true, false, 4]);
  const styles = [...body.querySelectorAll("[data-side]")].map((s) => s.getAttribute("style"));
  assertEquals(styles.slice(0, 2), ["display:block", "display:none"]);
  assertEquals(one.html.includes("<before>"), false);
  assertEquals(one.text, "<0>: <before> <1>, after <2>");
  assertEquals((await draw(2)).html, one.html); // the same bytes each time
});

Deno.test("calibrationSwitch: ranks by both scores, by position or by roughness", () =>
  noLeak(async () => {
    for (const [variant, unit] of [["both", "standard deviations"], ["roughness", "multiples"]]) {
      using calibration = made(variant as CalibrationVariant);
      const options = { set: SET, results: RESULTS, calibration, indices: [0, 1] };
      const { caption, text } = await calibrationSwitch(options);
      assertEquals(caption.includes(unit!), true, caption);
      assertEquals(
        text,
        "normal: as it is rank 1 of 2, calibrated −0.5 sd, rank 2 of 2\n" +
          "anomalous (<bad>): as it is rank 2 of 2, calibrated 4.3 sd, rank 1 of 2",
      );
      const results = { ...RESULTS, errors: undefined };
      await assertRejects(
        () => calibrationSwitch({ ...options, results }),
        InputError,
        "keepErrors",
      );
    }
  }));

Deno.test("plotRoughness: mean errors against gradients, and the line of the calibration", () =>
  noLeak(() => {
    using calibration = made("roughness");
    const [anomalous, normal, line] = plotRoughness(SET, RESULTS, calibration).data;
    assertClose(
      [...anomalous!.x as number[], ...anomalous!.y as number[]],
      [0.25, 2],
      TOLERANCE.rounding,
    );
    assertClose([...normal!.x as number[], ...normal!.y as number[]], [4, 8], TOLERANCE.rounding);
    // 2 · √gradient
    assertClose(line!.x as number[], [0.25, 4], TOLERANCE.rounding);
    assertClose(line!.y as number[], [1, 4], TOLERANCE.rounding);
    using other = made("both");
    assertThrows(() => plotRoughness(SET, RESULTS, other), InputError, "by both");
  }));
