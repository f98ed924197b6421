/**
 * Records how near comparisons come to their bounds: the largest shares of a bound that were used.
 * `deno task test:machines` asks for them with `DAAD_TEST_MARGINS`, the path of a file.
 */
const path = Deno.env.get("DAAD_TEST_MARGINS");

/** Shares below this are not worth a line. */
const WORTH_NOTING = 0.05;

/** How much of a bound one comparison used. */
export interface Margin {
  /** The difference divided by the bound. */
  readonly share: number;
  /** What was compared, and in which line of which test. */
  readonly what: string;
}

/** Notes that a successful comparison used `figure` of `bound`. */
export function noteShare(figure: number, bound: number, what = "difference"): void {
  if (path === undefined || !(figure > WORTH_NOTING * bound)) return;
  const line = new Error().stack?.match(/tests\/(?!close|margins)[\w/]+\.ts:\d+/g)?.[0] ?? "";
  const margin: Margin = { share: figure / bound, what: `${line}: ${what}` };
  Deno.writeTextFileSync(path, JSON.stringify(margin) + "\n", { append: true });
}
