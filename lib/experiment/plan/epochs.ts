/**
 * Numbers of epochs as multiples of a method's own, which depends on the number of images.
 *
 * @module
 */
import type { DatasetFacts } from "../../detector/contract/detector.ts";
import { InputError } from "../../errors.ts";
import { findMethod } from "../../registry/registry.ts";

/**
 * Returns fields of a configuration with their number of epochs: `share` · `times` times what the
 * configuration has on these images, at least one.
 *
 * @param fields Fields that differ from the method's defaults.
 * @param options.times A multiple that was asked for. Default: none.
 * @param options.share Share of the epochs. Default 1: all. Methods that train nothing have no
 * epochs to share.
 * @param options.source The origin of the fields, for error messages.
 * @throws {InputError} For fields that are not valid, or a multiple for a method without epochs.
 *
 * @example
 * ```ts
 * import { withEpochs } from "./epochs.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const facts = { imageSize: 64, channels: 3, trainingImages: 40 } as const;
 * const longer = withEpochs({}, { method: "ae", facts, times: 2, source: "longer" });
 * assertEquals(longer, { epochs: 520 }); // by default 260, for 1,300 steps of 8 images
 * ```
 */
export function withEpochs(
  fields: Readonly<Record<string, unknown>>,
  { method, facts, times, share = 1, source }: {
    readonly method: string;
    readonly facts: DatasetFacts;
    readonly times?: number;
    readonly share?: number;
    readonly source: string;
  },
): Readonly<Record<string, unknown>> {
  const config: object = findMethod(method).resolve(fields, facts, source);
  const factor = share * (times ?? 1);
  if (factor === 1) return fields;
  if ("epochs" in config && typeof config.epochs === "number") {
    return { ...fields, epochs: Math.max(1, Math.round(factor * config.epochs)) };
  }
  if (times === undefined) return fields;
  throw new InputError(
    `${source}: epochs: ${method} has none that could be ${times} times as many`,
  );
}
