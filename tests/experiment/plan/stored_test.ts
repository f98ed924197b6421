import { assertEquals } from "@std/assert";
import { readStored } from "../../../lib/experiment/plan/stored.ts";
import { writeRecord } from "../../../lib/record/run/record_file.ts";
import { someRecord } from "../../record/table/records.ts";
import { withTempDir } from "../../temp_dir.ts";

Deno.test("readStored: a table takes kept runs of no other plan, none that was only tried, and one copy of each", () =>
  withTempDir(async (root) => {
    // Runs that differ in seconds are different runs.
    const write = async (folder: string, seconds: number) => {
      const file = `${root}/${folder}/record.json`;
      await Deno.mkdir(`${root}/${folder}`, { recursive: true });
      await writeRecord(file, await someRecord({ seconds }));
      return file;
    };
    const kept = await write("data/results/daad-mvtec-bottle-seed0", 60);
    await write("data/results/tried/daad-mvtec-bottle-seed0-01234567", 61);
    const variant = "data/results/granularity/notebook/daad-1x1x1/bottle/seed0-01234567";
    const ablation = await write(variant, 62);
    const own = await write("runs/results/mvtec/cpu/daad/bottle/seed0-01234567", 63);
    const files = async (plan: string, profile: "cpu" | "notebook") =>
      (await readStored({ plan, profile, root })).found.map(({ file }) => file);
    assertEquals(await files("mvtec", "cpu"), [own, kept]);
    assertEquals(await files("granularity", "notebook"), [kept, ablation]);
    // The same run in both places counts once.
    await write("runs/results/mvtec/cpu/daad/bottle/seed0-01234567", 60);
    assertEquals(await files("mvtec", "cpu"), [own]);
  }));
