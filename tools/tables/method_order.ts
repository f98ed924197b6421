/**
 * The order of methods in all generated tables.
 *
 * @module
 */
import type { RunRecord } from "../../lib/record/run/record.ts";
import { runTitle } from "../../lib/registry/naming.ts";
import { METHODS } from "../../lib/registry/registry.ts";

/** Groups runs by method and variant: by the registry's order, variants by their names. */
export function byMethod(
  records: readonly RunRecord[],
): (readonly [title: string, runs: readonly RunRecord[]])[] {
  const order = METHODS.map(({ id }) => id);
  return [...Map.groupBy(records, runTitle)].sort(([a, [x]], [b, [y]]) =>
    order.indexOf(x!.method) - order.indexOf(y!.method) || a.localeCompare(b, "en")
  );
}
