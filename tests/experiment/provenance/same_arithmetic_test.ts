import { assertEquals } from "@std/assert";
import { graphOptions, setGraphOptions } from "../../../lib/backend/settings/graph_options.ts";
import { otherArithmetic } from "../../../lib/experiment/provenance/same_arithmetic.ts";
import { writeRecord } from "../../../lib/record/run/record_file.ts";
import { someRecord } from "../../record/table/records.ts";
import { withTempDir } from "../../temp_dir.ts";

Deno.test("otherArithmetic: scores in another precision than the thresholds' are said", () =>
  withTempDir(async (dir) => {
    assertEquals(await otherArithmetic(dir), []); // a model without a record
    await writeRecord(`${dir}/record.json`, await someRecord({ precision: "bf16" }));
    const { precision } = graphOptions();
    try {
      setGraphOptions({ precision: "fp32" });
      assertEquals(await otherArithmetic(dir), [
        `the thresholds of ${dir} are of scores in bf16, these are in fp32: --precision bf16 gives ` +
        "scores that compare",
      ]);
      setGraphOptions({ precision: "bf16" });
      assertEquals(await otherArithmetic(dir), []);
    } finally {
      setGraphOptions({ precision });
    }
  }));
