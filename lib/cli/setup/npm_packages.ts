/**
 * Installs npm packages into Deno's cache.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { note } from "../terminal/output.ts";
import { execute, lastLines } from "./process.ts";

const ENTRIES = ["lib/cli/main.ts", "lib/mod.ts"];
/** Loads the whole graph without running or checking it; `deno cache` itself has no such mode. */
const PROBE = ["test", "--no-run", "--no-check", "--cached-only", "--quiet"];
const SIZE = "about 400 MB on disk";

/** @throws {InputError} If they cannot be installed: nothing runs without them. */
export async function installNpmPackages(): Promise<void> {
  if ((await execute(Deno.execPath(), [...PROBE, ...ENTRIES])).success) {
    note("setup: npm packages: present");
    return;
  }
  note(`setup: npm packages: installing into Deno's cache (${SIZE}) …`);
  const { success, output } = await execute(Deno.execPath(), ["cache", ...ENTRIES]);
  if (!success) {
    throw new InputError(`npm packages could not be installed:\n${lastLines(output)}`);
  }
}
