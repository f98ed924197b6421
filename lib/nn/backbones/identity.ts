/**
 * Keeps a model from being loaded with weights of its backbone other than those it was made with.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import type { Stateful } from "../variables/stateful.ts";
import type { BackboneFacts } from "./backbone.ts";

/**
 * The hash of a backbone's weights, and its input scale, as a part of a model's state. The weights
 * themselves are not saved with every model: they are as large as everything else, and already on
 * disk.
 *
 * Combine it with the rest of the state under the name `weights`.
 *
 * @throws {InputError} From `import`, if the saved hash or scale differs.
 */
export function weightsIdentity(
  { id, weightsSha256, input }: BackboneFacts,
): Stateful {
  const own = Uint8Array.fromHex(weightsSha256);
  const scale = Float32Array.of(input.range, ...input.mean, ...input.std);
  return {
    export: () =>
      Promise.resolve({
        sha256: { shape: [own.length], values: Float32Array.from(own) },
        input: { shape: [scale.length], values: scale },
      }),
    import: ({ sha256, input: savedScale }, source) => {
      const saved = sha256 && Uint8Array.from(sha256.values).toHex();
      if (saved === weightsSha256 && savedScale?.values.join() === scale.join()) return;
      if (saved === weightsSha256) {
        throw new InputError(
          `${source}: made with another input scale of ${id}, so its features are others: train anew`,
        );
      }
      throw new InputError(
        `${source}: made with weights of ${id} whose SHA-256 is ${
          saved ?? "not stored"
        }; those here ` +
          `have ${weightsSha256}: name the folder of the others with --weights DIR`,
      );
    },
  };
}
