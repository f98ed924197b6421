/**
 * The configuration of OCGAN. Networks are those of the re-implementation for 28 pixels; losses and
 * training are those of the official code.
 *
 * @module
 */
import { z } from "zod";
import { type ConfigOf, defineConfig, fieldGroup } from "../../detector/config/define_config.ts";
import { fraction, natural } from "../../detector/config/fields.ts";
import { ganFields, weight } from "../../detector/config/gan_config.ts";
import { InputError } from "../../errors.ts";

/**
 * Noise and weight of the reconstruction: the official code's defaults, and those of its README's
 * command.
 */
const PAIRS = [{ noise: 0.02, reconstruction: 500 }, { noise: 0.2, reconstruction: 10 }] as const;

interface Given {
  readonly given: {
    readonly noise?: number;
    readonly lambda?: { readonly reconstruction: number };
  };
}

/** The fields of OCGAN. */
export const ocganConfig = defineConfig({
  ...ganFields({ epochs: 201, batchSize: 512, learningRate: 2e-4, beta1: 0.5, beta2: 0.999 }),
  baseWidth: {
    schema: natural,
    default: 32,
    doc: "Channels of the autoencoder's first maps; later ones have twice as many. Default 32.",
  },
  discriminatorWidth: {
    schema: natural,
    default: 16,
    doc:
      "Channels of the visual discriminator's first map. Default 16; the classifier has twice as many.",
  },
  noise: {
    schema: z.number().min(0),
    default: ({ given }: Given) => partner(given).noise,
    doc:
      "Standard deviation of the noise on the encoder's training input. Default 0.02, the official " +
      "code's, which pairs it with a reconstruction weight of 500; the command in its README pairs 0.2 " +
      "with 10. Whichever of the two fields is given brings its partner.",
  },
  lambda: {
    schema: z.strictObject({ latent: weight, visual: weight, reconstruction: weight }),
    default: ({ given }: Given) => ({
      latent: 10,
      visual: 1,
      reconstruction: partner(given).reconstruction,
    }),
    doc:
      "Weights in the autoencoder's loss, latent, visual and reconstruction. Default 10, 1, 500, the " +
      "official code's; see noise.",
  },
  mining: fieldGroup("The search for informative-negative codes.", {
    start: {
      schema: fraction,
      default: 0.75,
      doc:
        "Share of the training after which it begins. Default 0.75: epoch 150 of 200 in the official " +
        "code; a re-implementation begins earlier.",
    },
    rate: {
      schema: z.number().min(0),
      default: 2,
      doc: "Length of its one step on the gradient summed over the batch. Default 2.",
    },
  }),
  score: {
    schema: z.enum(["error", "discriminator"]),
    default: "error",
    doc:
      "error: mean (x − x̂)², default, the paper's as we remember it; discriminator: −D_v(x̂), which " +
      "the official code prints too. Test images get no noise.",
  },
}, {
  check: ({ imageSize }, source) => {
    if (!ocganSizes(imageSize)) {
      throw new InputError(
        `${source}: imageSize: found ${imageSize}; expected 28 or a power of two from 16 on`,
      );
    }
  },
});

/** Configuration of OCGAN. */
export type OcganConfig = ConfigOf<typeof ocganConfig>;

/** The pair of which one value is given; the official code's where none is. */
function partner(given: Given["given"]): typeof PAIRS[number] {
  return PAIRS.find((pair) =>
    pair.noise === given.noise || pair.reconstruction === given.lambda?.reconstruction
  ) ?? PAIRS[0];
}

/** The sizes of the networks, from {@linkcode ocganSizes}. */
export interface OcganSizes {
  /** Number of poolings in the encoder; the decoder doubles once more. */
  readonly levels: number;
  /** Height and width of the code's map. */
  readonly code: number;
  /** Rows that the decoder's last convolutions add in total: 4 or, at powers of two, 0. */
  readonly grown: 0 | 4;
}

/**
 * The encoder halves `levels` times and loses 4 rows; the decoder doubles `levels + 1` times and adds
 * 4 rows or none: 28 → 7 → 3 → 24 → 28, 32 → 8 → 4 → 32.
 *
 * @returns `undefined` for a size that does not fit: neither a power of two nor 4 below one.
 */
export function ocganSizes(imageSize: number): OcganSizes | undefined {
  const levels = Math.ceil(Math.log2(imageSize)) - 3;
  const grown = 2 ** (levels + 3) - imageSize;
  if (levels < 1 || (grown !== 0 && grown !== 4) || imageSize % 2 ** levels !== 0) return;
  const code = imageSize / 2 ** levels - 4;
  return code * 2 ** (levels + 1) + grown === imageSize ? { levels, code, grown } : undefined;
}
