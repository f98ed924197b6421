/** The command line as `lib/cli/main.ts` parses it, without running any command. */
import { Command, CommanderError } from "commander";
import { cacheCommand } from "../../lib/cli/cache.ts";
import { checkDataCommand } from "../../lib/cli/check_data.ts";
import { compareCommand } from "../../lib/cli/compare.ts";
import { doctorCommand } from "../../lib/cli/doctor.ts";
import { downloadCommand } from "../../lib/cli/download.ts";
import { exportCommand } from "../../lib/cli/export.ts";
import { figureCommand } from "../../lib/cli/figure.ts";
import { packCommand } from "../../lib/cli/pack.ts";
import { reproduceCommand } from "../../lib/cli/reproduce.ts";
import { scoreCommand } from "../../lib/cli/score.ts";
import { tableCommand } from "../../lib/cli/table.ts";
import { trainCommand } from "../../lib/cli/train.ts";
import { tuneCommand } from "../../lib/cli/tune.ts";
import { InputError } from "../../lib/errors.ts";

const COMMANDS = [
  cacheCommand,
  checkDataCommand,
  compareCommand,
  doctorCommand,
  downloadCommand,
  exportCommand,
  figureCommand,
  packCommand,
  reproduceCommand,
  scoreCommand,
  tableCommand,
  trainCommand,
  tuneCommand,
];

/** Why a command line would be refused before its command begins; `undefined` if it would not. */
export async function parseCommand(args: readonly string[]): Promise<string | undefined> {
  const program = new Command("deno task daad").exitOverride().configureOutput({
    writeOut: () => {},
    writeErr: () => {},
  });
  for (const make of COMMANDS) {
    const command = make();
    program.addCommand(command.copyInheritedSettings(program).action(() => {}));
  }
  try {
    await program.parseAsync([...args], { from: "user" });
    return undefined;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? undefined : error.message;
    if (error instanceof InputError) return error.message;
    throw error;
  }
}
