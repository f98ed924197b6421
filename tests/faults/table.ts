/** The counts of all faults, as a file and as the table of docs/tables/faults.md. */
import { writeFileAtomically } from "../../lib/files.ts";
import type { RunRecord } from "../../lib/record/run/record.ts";
import { formatGrid } from "../../lib/record/table/markdown_grid.ts";

/** The counts of one fault. */
export interface FaultRow {
  readonly id: string;
  readonly title: string;
  readonly tries: number;
  readonly outcome: string;
  /** Number of tries after which something was lost, different or badly reported. */
  readonly problems: number;
  readonly seconds: number;
  readonly machine?: RunRecord["machine"];
}

/** Reads the counts so far. */
export async function readFaults(path: string): Promise<FaultRow[]> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Replaces the counts. */
export async function writeFaults(path: string, rows: readonly FaultRow[]): Promise<void> {
  await writeFileAtomically(path, JSON.stringify(rows, null, 2) + "\n");
}

/** Formats the counts as a Markdown table. */
export function formatFaults(rows: readonly FaultRow[]): string {
  return formatGrid(
    ["Fault", "Tried", "What happened", "Lost"],
    rows.map(({ title, tries, outcome, problems }) => [
      title,
      tries.toLocaleString("en"),
      outcome,
      problems === 0 ? "nothing" : `${problems} problems`,
    ]),
  );
}
