/**
 * Names of methods beside their results.
 *
 * @module
 */
import { METHODS } from "./registry.ts";

/** A method in a configuration, as in a record. */
export interface NamedRun {
  /** Id of the method. */
  readonly method: string;
  /** Its configuration; without one, the published method is meant. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** What chose the configuration for the category; other categories have others. */
  readonly tuned?: string;
}

/**
 * Names what distinguishes a run's configuration from the published method, such as another backbone,
 * or `tuned`. Returns `undefined` for the published method, the only one that published values are
 * compared with.
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
