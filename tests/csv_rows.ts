/** Reads the CSV files that commands write. */

/** The rows of a CSV file without quotes, by column. */
export async function csvRows(path: string): Promise<Record<string, string>[]> {
  const [header, ...lines] = (await Deno.readTextFile(path)).trimEnd().split("\n");
  const names = header!.split(",");
  return lines.map((line) =>
    Object.fromEntries(line.split(",").map((value, i) => [names[i]!, value]))
  );
}
