/**
 * All commands, in the order of the help.
 *
 * @module
 */
import type { Command } from "commander";
import { cacheCommand } from "./cache.ts";
import { checkDataCommand } from "./check_data.ts";
import { compareCommand } from "./compare.ts";
import { doctorCommand } from "./doctor.ts";
import { downloadCommand } from "./download.ts";
import { exportCommand } from "./export.ts";
import { figureCommand } from "./figure.ts";
import { packCommand } from "./pack.ts";
import { reproduceCommand } from "./reproduce.ts";
import { scoreCommand } from "./score.ts";
import { tableCommand } from "./table.ts";
import { trainCommand } from "./train.ts";
import { tuneCommand } from "./tune.ts";

/** Makes each command anew. */
export const COMMANDS: readonly (() => Command)[] = [
  trainCommand,
  scoreCommand,
  exportCommand,
  reproduceCommand,
  tuneCommand,
  tableCommand,
  figureCommand,
  compareCommand,
  checkDataCommand,
  downloadCommand,
  cacheCommand,
  packCommand,
  doctorCommand,
];
