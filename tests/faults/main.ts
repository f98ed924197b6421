/**
 * `deno task test:faults:full [ID…]`: tries every fault, or those named, as often as
 * docs/tables/faults.md says, and keeps the counts in `data/results/faults.json`. Fails if anything
 * was lost.
 */
// deno-lint-ignore-file no-console
import { PROJECT_ROOT } from "../../lib/backend/backend.ts";
import { machineFacts } from "../../lib/experiment/provenance/environment.ts";
import { FAULTS } from "./faults.ts";
import { type FaultRow, readFaults, writeFaults } from "./table.ts";

/** The seed of all random draws. */
const SEED = 20;

const path = `${PROJECT_ROOT}/data/results/faults.json`;
const wanted = FAULTS.filter(({ id }) => Deno.args.length === 0 || Deno.args.includes(id));
const known = (await readFaults(path)).filter(({ id }) => FAULTS.some((fault) => fault.id === id));
const rows = new Map(known.map((row) => [row.id, row]));
let failed = false;
for (const { id, title, full, obstacle, run } of wanted) {
  if (obstacle !== undefined) {
    console.log(`${id}: skipped: ${obstacle}`);
    continue;
  }
  const dir = await Deno.makeTempDir();
  let done = 0;
  const started = performance.now();
  const onTry = () => {
    if (++done % 20 === 0) console.log(`${id}: ${done} of ${full}`);
  };
  const { problems, ...result } = await run({ dir, tries: full, seed: SEED, onTry });
  await Deno.remove(dir, { recursive: true });
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`${id}: ${result.tries} tries in ${seconds} s: ${result.outcome}`);
  for (const problem of problems) console.error(`${id}: ${problem}`);
  if (result.tries < full) console.error(`${id}: struck ${result.tries} of ${full} times`);
  failed ||= problems.length > 0 || result.tries < full;
  const row: FaultRow = { id, title, ...result, problems: problems.length, seconds };
  rows.set(id, { ...row, machine: machineFacts() });
  const order = FAULTS.map((fault) => fault.id);
  await writeFaults(
    path,
    [...rows.values()].sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id)),
  );
}
console.log("deno task tables puts the counts into docs/tables/faults.md");
if (failed) Deno.exit(1);
