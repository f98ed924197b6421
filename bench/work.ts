/**
 * Prints the work of a case's training step: `deno run -A bench/work.ts --case vae-32`.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { parseArgs } from "node:util";
import { useBackend } from "../lib/backend/backend.ts";
import type { CaseName } from "./cases.ts";
import { recordStep, workOf } from "./recorded_step.ts";

const { values } = parseArgs({ options: { case: { type: "string", default: "train-256" } } });
await useBackend({ force: "tensorflow" });
console.log(JSON.stringify(workOf(await recordStep(values.case as CaseName, { asOthers: true }))));
