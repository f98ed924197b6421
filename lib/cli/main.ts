/**
 * The command line: `deno task daad COMMAND`.
 *
 * Exit code 0 = done, 1 = failed with a one-line message, 2 = wrong usage, 3 = anomalous images were
 * found and `--fail-on-anomaly` was given, 130 = stopped.
 *
 * @module
 */
import { Command, CommanderError } from "commander";
import config from "../../deno.json" with { type: "json" };
import { prepareExitAtOnce } from "../backend/exit_at_once.ts";
import { isOutOfMemory } from "../backend/out_of_memory.ts";
import { InputError, StoppedError } from "../errors.ts";
import { COMMANDS } from "./commands/all.ts";
import { note, outliveReaders } from "./terminal/output.ts";
import { refusal } from "./terminal/refusal.ts";

if (import.meta.main) Deno.exit(await main(Deno.args));

/** Runs one command and returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  outliveReaders();
  const exitAtOnce = prepareExitAtOnce();
  const program = new Command("deno task daad")
    .description("Reproduces DAAD / DAAD+ and the methods it is compared with.")
    .version(config.version)
    .exitOverride()
    .showHelpAfterError("(--help lists the options)");
  program.hook("preAction", (_, action) => refuseEmpty(action));
  for (const command of COMMANDS) {
    program.addCommand(command().exitOverride().showHelpAfterError("(--help lists the options)"));
  }
  try {
    await program.parseAsync([...args], { from: "user" });
    return Deno.exitCode; // 0, unless the command has set another
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof StoppedError) {
      note(error.message);
      return 130;
    }
    const line = error instanceof InputError ? error.message : refusal(error, args[0] ?? "");
    if (line === undefined) throw error;
    const say = () => note(`error: ${line}`);
    const outOfMemory = [error, error instanceof Error && error.cause].some(isOutOfMemory);
    if (outOfMemory) exitAtOnce(1, say);
    say();
    return 1;
  }
}

/** Refuses options without text, such as a variable that is not set: no path and no name is empty. */
function refuseEmpty(command: Command): void {
  for (const option of command.options) {
    const value = command.getOptionValue(option.attributeName());
    if (![value].flat().includes("")) continue;
    command.error(`error: ${option.long}: is empty; give it a value, or leave it out`);
  }
}
