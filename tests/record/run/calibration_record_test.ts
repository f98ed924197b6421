import { assertEquals, assertNotEquals } from "@std/assert";
import {
  CALIBRATION_VARIANTS,
  type CalibrationOptions,
  defaultCalibration,
} from "../../../lib/detector/calibration/options.ts";
import { describeCalibration } from "../../../lib/record/run/calibration_record.ts";

Deno.test("describeCalibration: scores that differ have other descriptions, whatever the variant", () => {
  for (const variant of CALIBRATION_VARIANTS) {
    const describe = (change: Partial<CalibrationOptions>) =>
      describeCalibration({
        options: { ...defaultCalibration(128), variant, ...change },
        of: "maps",
      });
    assertNotEquals(describe({ error: "displacement" }), describe({}));
    assertNotEquals(describe({ share: 1 }), describe({}));
    const position = variant === "both" || variant === "position";
    for (const change of [{ smoothing: 4 }, { floor: 1 }, { error: "root" }] as const) {
      // Without a position these change nothing.
      assertEquals(
        describe(change) !== describe({}),
        position,
        `${variant} ${JSON.stringify(change)}`,
      );
    }
  }
});
