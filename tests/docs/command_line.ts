/** The command line as `lib/cli/main.ts` parses it, without running any command. */
import { Command, CommanderError } from "commander";
import { COMMANDS } from "../../lib/cli/commands/all.ts";
import { InputError } from "../../lib/errors.ts";

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
