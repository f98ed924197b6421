/**
 * Defines a method's configuration by a list of its fields, each stated once.
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../../config.ts";
import type { DatasetFacts } from "../contract/detector.ts";

/** The schemas of a configuration's fields. */
export type ConfigShape = Readonly<Record<string, z.ZodType>>;
/** A complete configuration. */
export type Complete<S extends ConfigShape> = z.output<z.ZodObject<S>>;

/** Facts that the data decides. */
export interface Facts {
  /** Size, channels and number of the training images. */
  readonly facts: DatasetFacts;
}

/** What a default may depend on: the data, and every other field, given or completed. */
export type KnownFields<S extends ConfigShape> = Complete<S> & Facts & {
  /** What the user wrote, for fields whose defaults depend on each other. */
  readonly given: Partial<Complete<S>>;
};

/** A field of a configuration. */
export interface ConfigField<T, K = never> {
  /** Schema of the field in a complete configuration. */
  readonly schema: z.ZodType<T>;
  /** What the field is, its default, and the reason for it. */
  readonly doc: string;
  /**
   * The value if the user gives none. A field without a default may be absent even from a complete
   * configuration.
   */
  readonly default?: T | ((known: K) => T);
  /** What a user may write in its place, and how that becomes the field's value. */
  readonly given?: {
    readonly schema: z.ZodType;
    /** Takes what its own schema yields. */
    readonly complete: (value: never, known: K) => unknown;
  };
  /** The inner fields of a field that has any. */
  readonly fields?: Readonly<Record<string, { readonly doc: string }>>;
}

/** A field that is always present, for explicit types. */
export interface FieldOf<T, K = unknown> {
  /** Schema of the field in a complete configuration. */
  readonly schema: z.ZodType<T>;
  /** What the field is, its default, and the reason for it. */
  readonly doc: string;
  /** The value if the user gives none. */
  readonly default: T | ((known: K) => T);
}

/** All fields by their schemas. */
export type FieldsOf<S extends ConfigShape> = {
  readonly [P in keyof S]: Omit<ConfigField<z.output<S[P]>, KnownFields<S>>, "schema"> & {
    readonly schema: S[P];
  };
};

/** A configuration of type `C`: checks complete ones and completes those of users. */
export interface ConfigDefinition<C> {
  /**
   * Checks a complete configuration, as stored with a model.
   *
   * @throws {InputError} If a field is missing, unknown or of the wrong type, or fields do not fit.
   */
  readonly parse: (config: unknown, source: string) => C;
  /**
   * Completes a configuration.
   *
   * @param overrides Fields that differ from the defaults.
   * @param facts What the data decides; a field of the same name in `overrides` wins.
   * @param source Where the overrides came from, for error messages.
   * @throws {InputError} For an unknown field, a wrong type, or fields that do not fit.
   */
  readonly resolve: (overrides: unknown, facts: DatasetFacts, source: string) => C;
  /** What each field is; inner fields are named with a dot. */
  readonly docs: Readonly<Record<string, string>>;
}

/** The type of a configuration: `ConfigOf<typeof aeConfig>`. */
export type ConfigOf<D> = D extends ConfigDefinition<infer C> ? C : never;

/**
 * Defines a configuration.
 *
 * Defaults are completed when they are first read, so the order of the fields matters only for the
 * documentation and for what is stored.
 *
 * @param check Refuses fields that do not fit each other, or returns the configuration as it is used.
 *
 * @example
 * ```ts
 * import { type ConfigOf, defineConfig, type Facts } from "./define_config.ts";
 * import { z } from "zod";
 * import { assertEquals } from "@std/assert";
 *
 * const config = defineConfig({
 *   imageSize: {
 *     schema: z.int(),
 *     default: ({ facts }: Facts) => facts.imageSize,
 *     doc: "Height and width in pixels. Default: the images'.",
 *   },
 *   levels: {
 *     schema: z.int(),
 *     default: ({ imageSize }: { imageSize: number }) => Math.log2(imageSize) - 2,
 *     doc: "Times that the resolution is halved. Default: down to 4 pixels.",
 *   },
 * });
 * const facts = { imageSize: 32, channels: 1, trainingImages: 100 } as const;
 * const complete: ConfigOf<typeof config> = config.resolve({ imageSize: 64 }, facts, "example");
 * assertEquals(complete, { imageSize: 64, levels: 4 });
 * ```
 */
export function defineConfig<S extends ConfigShape>(
  fields: FieldsOf<S>,
  { check }: {
    readonly check?: (config: NoInfer<Complete<S>>, source: string) => NoInfer<Complete<S>> | void;
  } = {},
): ConfigDefinition<Complete<S>> {
  const all = Object.entries(fields) as [string, ConfigField<unknown, unknown>][];
  const complete = z.strictObject(shapeOf(all, ({ schema }) => schema));
  const written = z.strictObject(shapeOf(all, ({ schema, given }) => given?.schema ?? schema))
    .partial();
  const parse = (config: unknown, source: string): Complete<S> => {
    const parsed = parseConfig(complete, config, source) as Complete<S>;
    return check?.(parsed, source) ?? parsed;
  };
  return {
    parse,
    resolve: (overrides, facts, source) =>
      parse(completed(all, parseConfig(written, overrides, source), facts), source),
    docs: docsOf(fields),
  };
}

/**
 * A field with inner fields, of which a user may write only some; their defaults depend on nothing.
 *
 * @param doc What they are together.
 */
export function fieldGroup<S extends ConfigShape>(
  doc: string,
  fields: FieldsOf<S>,
): ConfigField<Complete<S>, unknown> & { readonly schema: z.ZodObject<S> } {
  const all = Object.entries(fields) as [string, ConfigField<unknown, unknown>][];
  const schema = z.strictObject(shapeOf(all, ({ schema }) => schema)) as unknown as z.ZodObject<S>;
  return {
    schema,
    doc,
    default: () => completed(all, {}) as Complete<S>,
    given: { schema: schema.partial(), complete: (value) => completed(all, value) },
    fields,
  };
}

/** The fields of a configuration, each as given or by its default, which may read the others. */
function completed(
  fields: readonly (readonly [string, ConfigField<unknown, unknown>])[],
  given: Readonly<Record<string, unknown>>,
  facts?: DatasetFacts,
): Record<string, unknown> {
  const known: Record<string, unknown> = { ...given, facts, given };
  for (const [name, field] of fields) {
    const value = given[name];
    const complete = () => {
      if (value !== undefined) {
        return field.given ? field.given.complete(value as never, known) : value;
      }
      return typeof field.default === "function" ? field.default(known) : field.default;
    };
    Object.defineProperty(known, name, {
      configurable: true,
      get: () => {
        const done = complete();
        Object.defineProperty(known, name, { value: done });
        return done;
      },
    });
  }
  return Object.fromEntries(
    fields.map(([name]) => [name, known[name]]).filter(([, value]) => value !== undefined),
  );
}

function shapeOf<F>(
  fields: readonly (readonly [string, F])[],
  schema: (field: F) => z.ZodType,
): Record<string, z.ZodType> {
  return Object.fromEntries(fields.map(([name, field]) => [name, schema(field)]));
}

function docsOf(fields: Readonly<Record<string, { doc: string; fields?: object }>>) {
  const docs: Record<string, string> = {};
  for (const [name, { doc, fields: own }] of Object.entries(fields)) {
    docs[name] = doc;
    for (const [inner, text] of Object.entries(docsOf({ ...own }))) docs[`${name}.${inner}`] = text;
  }
  return docs;
}
