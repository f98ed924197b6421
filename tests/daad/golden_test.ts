/** DAAD against reference values from PyTorch in float64 (`tests/golden/make_golden.py`). */
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../lib/backend/backend.ts";
import {
  type AdversarialConfig,
  daadPlusGradients,
  daadPlusStep,
} from "../../lib/daad/adversarial_step.ts";
import { addressBlocks, blockMemory } from "../../lib/daad/block_memory.ts";
import { discriminator } from "../../lib/daad/discriminator.ts";
import { divide } from "../../lib/daad/division.ts";
import { generator } from "../../lib/daad/generator.ts";
import {
  alignmentLoss,
  discriminatorLoss,
  generatorAdversarialLoss,
  reconstructionLoss,
} from "../../lib/daad/losses.ts";
import { Adam } from "../../lib/nn/adam.ts";
import { Parameters } from "../../lib/nn/parameters.ts";
import { Random } from "../../lib/random.ts";
import { relativeError } from "../compare.ts";
import { loadGolden } from "../golden/load.ts";
import { noLeak } from "../no_leak.ts";
import { TOLERANCE } from "../tolerances.ts";

await useBackend();

/** Asserts that a tensor equals its reference within the golden tolerance. */
function assertGolden(actual: tf.Tensor, expected: Float32Array, name: string): void {
  const error = relativeError(actual.dataSync(), expected);
  assert(error <= TOLERANCE.golden, `${name}: off by ${error} relative to the largest value`);
}

const memoryGolden = loadGolden("block_memory");

for (const name of ["blocks", "channels", "whole"]) {
  Deno.test(`golden: block memory, division "${name}"`, () =>
    noLeak(() => {
      const of = (key: string) => `${name}.${key}`;
      const [height, width, channels] = memoryGolden.values(of("division"));
      const division = { height: height!, width: width!, channels: channels! };
      const temperature = memoryGolden.values(of("temperature"))[0]!;
      const { shape, values } = memoryGolden.tensors[of("items")]!;
      using parameters = new Parameters();
      const memory = blockMemory({ parameters, random: new Random(0) }, {
        shape: { height: 8, width: 8, channels: 8 },
        division,
        items: shape[0]!,
        temperature: Math.fround(temperature),
      });
      parameters.import({ items: { shape, values } }, "golden");
      tf.tidy(() => {
        const feature = memoryGolden.tensor<tf.Tensor4D>(of("feature"));
        const upstream = memoryGolden.tensor<tf.Tensor4D>(of("upstream"));
        const items = parameters.get("items") as tf.Variable<tf.Rank.R2>;
        assertGolden(memory.read(feature), memoryGolden.values(of("output")), "output");
        const weights = addressBlocks(divide(feature, division), items, temperature);
        assertGolden(weights, memoryGolden.values(of("weights")), "weights");
        const loss = (x: tf.Tensor) =>
          tf.sum(tf.mul(memory.read(x as tf.Tensor4D), upstream)) as tf.Scalar;
        assertGolden(
          tf.grad(loss)(feature),
          memoryGolden.values(of("feature_gradient")),
          "gradient of the feature",
        );
        const { grads } = tf.variableGrads(() => loss(feature), [items]);
        assertGolden(
          grads[items.name]!,
          memoryGolden.values(of("items_gradient")),
          "gradient of the items",
        );
      });
    }));
}

const lossGolden = loadGolden("losses");

/** Checks a loss of one tensor: its value and its gradient. */
function lossTest(name: string, input: string, loss: (x: tf.Tensor) => tf.Scalar): void {
  Deno.test(`golden: loss ${name}`, () =>
    noLeak(() =>
      tf.tidy(() => {
        const x = lossGolden.tensor(input);
        assertGolden(loss(x), lossGolden.values(`${name}.value`), "value");
        assertGolden(tf.grad(loss)(x), lossGolden.values(`${name}.gradient`), "gradient");
      })
    ));
}

for (const kind of ["mse", "l2"] as const) {
  lossTest(`rec_${kind}`, "xhat", (x) => {
    const images = lossGolden.tensor<tf.Tensor4D>("x");
    return reconstructionLoss(images, x as tf.Tensor4D, kind);
  });
}
lossTest("adv_minimax", "fake_logits", (x) => generatorAdversarialLoss(x, "minimax"));
lossTest("adv_non_saturating", "fake_logits", (x) => generatorAdversarialLoss(x, "non-saturating"));

Deno.test("golden: loss of the discriminator", () =>
  noLeak(() =>
    tf.tidy(() => {
      const logits = ["real_logits", "fake_logits"].map((name) => lossGolden.tensor(name));
      const loss = (real: tf.Tensor, fake: tf.Tensor) => discriminatorLoss(real, fake);
      assertGolden(loss(logits[0]!, logits[1]!), lossGolden.values("discriminator.value"), "value");
      const [real, fake] = tf.grads(loss as (...xs: tf.Tensor[]) => tf.Scalar)(logits);
      assertGolden(real!, lossGolden.values("discriminator.real_gradient"), "real");
      assertGolden(fake!, lossGolden.values("discriminator.fake_gradient"), "fake");
    })
  ));

Deno.test("golden: alignment loss", () =>
  noLeak(() =>
    tf.tidy(() => {
      const layers = (which: string) =>
        [0, 1, 2].map((i) => lossGolden.tensor<tf.Tensor4D>(`features.${i}.${which}`));
      const loss = (...xhat: tf.Tensor[]) => alignmentLoss(layers("x"), xhat as tf.Tensor4D[]);
      assertGolden(loss(...layers("xhat")), lossGolden.values("alignment.value"), "value");
      tf.grads(loss)(layers("xhat")).forEach((gradient, i) =>
        assertGolden(gradient, lossGolden.values(`alignment.gradient.${i}`), `layer ${i}`)
      );
    })
  ));

const stepGolden = loadGolden("daad_plus_step");
const division = (height: number, channels: number) => ({ height, width: height, channels });

const ADVERSARIAL: AdversarialConfig = {
  reconstructionLoss: "mse",
  adversarialLoss: "non-saturating",
  lambda: { reconstruction: 50, adversarial: 0.1, alignment: 100 },
  alignmentLayers: [1, 2, 3],
};

/** The networks of `make_golden.py` with the weights from before the step. */
function goldenNetworks() {
  const [generatorParameters, discriminatorParameters] = [new Parameters(), new Parameters()];
  const random = new Random(0);
  const networks = {
    generator: generator({ parameters: generatorParameters, random }, {
      imageSize: 32,
      channels: 3,
      levels: 3,
      baseWidth: 4,
      division: [division(4, 1), division(4, 2), division(2, 1)],
      items: [12, 12, 12],
      temperature: 0.1,
      skips: "memory",
      deepest: "memory",
    }),
    discriminator: discriminator({ parameters: discriminatorParameters, random }, {
      channels: 3,
      levels: 3,
      baseWidth: 4,
    }),
    generatorVariables: generatorParameters.trainables(),
    discriminatorVariables: discriminatorParameters.trainables(),
  };
  const load = (prefix: string) => {
    const all = Object.entries(stepGolden.under(prefix));
    const part = (discriminator: boolean) =>
      Object.fromEntries(
        all.filter(([name]) => name.startsWith("discriminator.") === discriminator),
      );
    generatorParameters.import(part(false), "golden");
    discriminatorParameters.import(part(true), "golden");
  };
  load("before.");
  const each = function* () {
    for (const parameters of [generatorParameters, discriminatorParameters]) {
      for (const name of parameters.names()) yield [name, parameters.get(name)] as const;
    }
  };
  const dispose = () => {
    generatorParameters[Symbol.dispose]();
    discriminatorParameters[Symbol.dispose]();
  };
  return { networks, each, load, [Symbol.dispose]: dispose };
}

Deno.test("golden: reconstruction, losses and all gradients of a DAAD+ step", () =>
  noLeak(() => {
    using golden = goldenNetworks();
    const { networks } = golden;
    tf.tidy(() => {
      const images = stepGolden.tensor<tf.Tensor4D>("input.x");
      const result = daadPlusGradients(networks, images, ADVERSARIAL);
      const { losses } = result;
      const named = {
        "loss.rec": losses.reconstruction!,
        "loss.adv": losses.adversarial!,
        "loss.ali": losses.alignment!,
        "loss.generator": losses.total,
        "loss.discriminator": losses.discriminator!,
      };
      for (const [name, loss] of Object.entries(named)) {
        assertGolden(loss, stepGolden.values(name), name);
      }
      const gradients = [...result.generator, ...result.discriminator];
      const trained = [...golden.each()].filter(([, variable]) => variable.trainable);
      assertEquals(trained.length, Object.keys(stepGolden.under("gradient.")).length);
      trained.forEach(([name], i) =>
        assertGolden(gradients[i]!, stepGolden.values(`gradient.${name}`), name)
      );
    });
  }));

Deno.test("golden: a whole DAAD+ step, both networks and the running statistics", () =>
  noLeak(() => {
    using golden = goldenNetworks();
    const { networks } = golden;
    using generatorAdam = new Adam(networks.generatorVariables);
    using discriminatorAdam = new Adam(networks.discriminatorVariables, { beta1: 0.5 });
    tf.tidy(() => {
      const images = stepGolden.tensor<tf.Tensor4D>("input.x");
      const rates = {
        generator: generatorAdam.rates(1e-3, 1),
        discriminator: discriminatorAdam.rates(1e-4, 1),
      };
      const optimisers = { generator: generatorAdam, discriminator: discriminatorAdam };
      daadPlusStep(networks, optimisers, images, rates, ADVERSARIAL);
    });
    for (const [name, variable] of golden.each()) {
      assertGolden(variable, stepGolden.values(`after.${name}`), name);
    }
  }));

Deno.test("golden: training and inference reconstructions", () =>
  noLeak(() => {
    using golden = goldenNetworks();
    const { networks } = golden;
    tf.tidy(() => {
      const images = stepGolden.tensor<tf.Tensor4D>("input.x");
      assertGolden(
        networks.generator.reconstruct(images, "train"),
        stepGolden.values("output.reconstruction"),
        "training",
      );
      golden.load("after.");
      assertGolden(
        networks.generator.reconstruct(images, "score"),
        stepGolden.values("inference.reconstruction"),
        "inference",
      );
    });
  }));
