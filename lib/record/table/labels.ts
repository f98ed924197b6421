/**
 * Names columns by what distinguishes them from the other columns of their method.
 *
 * @module
 */
import { runTitle } from "../../registry/naming.ts";
import { flatten } from "./flatten.ts";
import type { Group } from "./group.ts";

/** Maximum number of differences that a label names; beyond it the configuration's hash replaces them. */
const NAMED = 4;

/**
 * Makes a label for each column: the method's name and, in parentheses, what differs from the
 * method's other columns.
 *
 * No two labels are equal.
 */
export function labelGroups(groups: readonly Group[]): string[] {
  const facts = groups.map(factsOf);
  const titles = groups.map(({ method, settings, tuned }) =>
    runTitle({ method, config: settings, tuned })
  );
  return groups.map((group, i) => {
    const title = titles[i]!;
    const siblings = facts.filter((_, k) => titles[k] === title);
    const names = [...new Set(siblings.flatMap((fact) => [...fact.keys()]))]
      .filter((name) => siblings.some((fact) => fact.get(name) !== siblings[0]!.get(name)));
    const named = names.slice(0, NAMED);
    const same = siblings.filter((fact) => named.every((n) => fact.get(n) === facts[i]!.get(n)));
    const parts = named.map((name) => `${name}=${facts[i]!.get(name) ?? "–"}`);
    if (names.length > NAMED || same.length > 1) parts.push(`settings ${group.settingsHash}`);
    return parts.length > 0 ? `${title} (${parts.join(", ")})` : title;
  });
}

/** The epochs of a column's runs: `50`, `50–186`. */
export function rangeOf(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low === high ? `${low}` : `${low}–${high}`;
}

/** Everything that may distinguish two columns, most significant first. */
function factsOf({ settings, precision, device, data, entries }: Group): Map<string, string> {
  return new Map([
    ["precision", precision],
    ["device", device],
    ["data", data ? `${data.index} of ${data.of}` : "1 of 1"],
    ["epochs", rangeOf(entries.map(({ epochs }) => epochs))],
    ...flatten(settings),
  ]);
}
