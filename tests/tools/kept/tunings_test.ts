import { assertEquals, assertStringIncludes } from "@std/assert";
import { defaultCalibration } from "../../../lib/detector/calibration/options.ts";
import { writeTrial } from "../../../lib/experiment/tune/trial_record.ts";
import { readTunings, tunedSettings } from "../../../tools/kept/tunings.ts";
import { formatTunings } from "../../../tools/tables/tunings_table.ts";
import { someTrial } from "../../experiment/tune/records.ts";
import { withTempDir } from "../../temp_dir.ts";

Deno.test("tuned: the choice of the last round becomes the settings, the first round alone none", () =>
  withTempDir(async (dir) => {
    const write = async (place: string, round: number, candidate: string, top: number) => {
      const folder = `${dir}/${place}/round${round}/${candidate}`;
      await Deno.mkdir(folder, { recursive: true });
      const kinds = [{ kind: "stain", top, mse: 0.1 }];
      const config = { imageSize: 128, epochs: 5, items: candidate === "fine" ? 7 : 100 };
      const calibrations = { both: defaultCalibration(128) };
      const trial = someTrial({ candidate, round, kinds, config, calibrations });
      const measures = trial.measures.map((measure) => ({
        ...measure,
        variants: { both: { image: 0.5 } },
      }));
      await writeTrial(`${folder}/record.json`, { ...trial, measures });
    };
    const [method, name] = ["daad", "fine"];
    const overrides = { imageSize: 128, items: 7 };
    const candidates = [{ name: "default", overrides: {} }, { name, overrides }];
    const facts = { method, imageSize: 128, rounds: [{ folds: [0] }, { folds: [0] }], candidates };
    for (const place of ["mvtec/bottle/daad", "mvtec/grid/daad"]) {
      await write(place, 1, "default", 0.9);
      await write(place, 1, name, 0.8);
      await Deno.writeTextFile(`${dir}/${place}/tuning.json`, JSON.stringify(facts));
    }
    await write("mvtec/bottle/daad", 2, "default", 0.6);
    await write("mvtec/bottle/daad", 2, name, 0.7);

    const tunings = await readTunings(dir);
    assertEquals(tunings.map(({ place, choice }) => [place, choice?.chosen.candidate]), [
      ["mvtec/bottle/daad", "fine"],
      ["mvtec/grid/daad", undefined],
    ]);
    assertEquals(tunedSettings(tunings), {
      mvtec: {
        daad: {
          bottle: {
            record: "data/tuned/mvtec/bottle/daad",
            config: { items: 7 },
            calibration: { ...defaultCalibration(128) },
          },
        },
      },
    });
    const table = formatTunings(tunings);
    assertStringIncludes(table, "| mvtec bottle | DAAD");
    assertStringIncludes(table, "+10.0 [");
    assertEquals(table.includes("grid"), false);
  }));
