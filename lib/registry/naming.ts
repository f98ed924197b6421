/**
 * How methods are named where their numbers stand.
 *
 * @module
 */
import { METHODS } from "./registry.ts";

/** A method in a configuration, as in a record. */
export interface NamedRun {
  /** Id of the method. */
  readonly method: string;
  /** Its configuration; without one, the method's own variant is meant. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** What chose the configuration for the category; other categories have others. */
  readonly tuned?: string;
}

/**
 * What a run has in place of a part that makes the method what was published: the name of another
 * backbone, or `tuned`. `undefined` for the published method; published values stand beside no other.
 *
 * @example
 * ```ts
 * import { variantOf } from "./naming.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(variantOf({ method: "daad", config: {} }), undefined);
 * ```
 */
export function variantOf({ method, config, tuned }: NamedRun): string | undefined {
  if (tuned !== undefined) return "tuned";
  return config && METHODS.find(({ id }) => id === method)?.variant?.(config);
}

/** The id, with the variant in brackets: `favae`, `favae[squeezenet1_1]`. */
export function runName(run: NamedRun): string {
  return withVariant(run.method, run);
}

/** The printed name, with the variant in brackets: `FAVAE`, `FAVAE[squeezenet1_1]`. */
export function runTitle(run: NamedRun): string {
  return withVariant(METHODS.find(({ id }) => id === run.method)?.title ?? run.method, run);
}

function withVariant(name: string, run: NamedRun): string {
  const variant = variantOf(run);
  return variant === undefined ? name : `${name}[${variant}]`;
}
