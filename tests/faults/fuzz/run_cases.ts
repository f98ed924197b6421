/**
 * Reads damaged files, one after the other, and prints a line of JSON for each:
 * `run_cases.ts FORMAT FIRST END FOLDER`. It is a separate process so that the test that starts it can
 * detect crashes and hangs.
 */
// deno-lint-ignore-file no-console
import { InputError } from "../../../lib/errors.ts";
import { Random } from "../../../lib/random.ts";
import { damagedFile, FORMATS } from "./formats.ts";

const [format, first, end, folder] = Deno.args as [string, string, string, string];
const { samples, read } = FORMATS[format]!;
const originals = await samples();
for (let index = Number(first); index < Number(end); index++) {
  const name = `${folder}/${index}.${format === "mask" ? "png" : format}`;
  const bytes = damagedFile(FORMATS[format]!, originals, new Random(index));
  console.log(JSON.stringify({ index, ...await outcome(() => read(bytes, name), name) }));
}

/** Reads the file of one case and returns the outcome. */
async function outcome(
  body: () => Promise<unknown>,
  name: string,
): Promise<{ outcome: "read" | "refused" | "failed"; message?: string }> {
  try {
    await body();
    return { outcome: "read" };
  } catch (error) {
    if (!(error instanceof InputError)) return { outcome: "failed", message: String(error) };
    const { message } = error;
    const good = message.includes(name) && !/[\n\r]|undefined|\[object/.test(message);
    return { outcome: good ? "refused" : "failed", message };
  }
}
