import { assertRejects } from "@std/assert";
import { InputError } from "../../../lib/errors.ts";
import { listCells } from "../../../lib/experiment/plan/cells.ts";
import { findPlan } from "../../../lib/experiment/plan/plans.ts";
import { requireRecords, runCells } from "../../../lib/experiment/sweep/run_cells.ts";
import { requireSameData } from "../../../lib/experiment/sweep/same_data.ts";
import { withTempDir } from "../../temp_dir.ts";
import { copySmallBottle } from "../small_bottle.ts";

const CHOICE = { profile: "smoke", methods: ["ae"], categories: ["bottle"] } as const;

Deno.test("requireSameData: a sweep refuses a record of other images, and takes it where none are there", () =>
  withTempDir(async (root) => {
    requireRecords(await runCells("mvtec", { ...CHOICE, root, data: "data/sample" }));
    await copySmallBottle(root);
    const require = async (data: string) =>
      await requireSameData(
        `${root}/runs/results/mvtec/smoke`,
        await listCells(findPlan("mvtec"), { ...CHOICE, data, precision: "fp32" }),
      );
    await require("data/sample");
    await require(`${root}/none`);
    await assertRejects(
      () => require(root),
      InputError,
      `its record is of other images than ${root}/bottle; move it away`,
    );
  }));
