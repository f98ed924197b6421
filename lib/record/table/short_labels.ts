/**
 * Labels of columns for charts, where there is less room than in a table.
 *
 * @module
 */

/**
 * Removes from each label's parentheses what is not needed to distinguish it from others of its
 * method.
 *
 * @example
 * ```ts
 * import { shortLabels } from "./short_labels.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const labels = ["AE", "DAAD (epochs=10, batchSize=8)", "DAAD (epochs=30, batchSize=16)"];
 * assertEquals(shortLabels(labels), ["AE", "DAAD (epochs=10)", "DAAD (epochs=30)"]);
 * ```
 */
export function shortLabels(labels: readonly string[]): string[] {
  const split = labels.map((label) => {
    const [, title, facts] = /^(.*?) \((.*)\)$/.exec(label) ?? [label, label, ""];
    return { title: title!, facts: facts!.split(", ") };
  });
  return labels.map((label, i) => {
    const { title, facts } = split[i]!;
    const others = split.filter((other, k) => k !== i && other.title === title);
    for (let count = 1; count < facts.length; count++) {
      const own = facts.slice(0, count).join(", ");
      if (others.every((other) => other.facts.slice(0, count).join(", ") !== own)) {
        return `${title} (${own})`;
      }
    }
    return label;
  });
}
