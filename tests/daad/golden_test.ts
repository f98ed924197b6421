/** DAAD against reference values from PyTorch in float64 (`tests/golden/make_golden.py`). */
import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import type { BackendId } from "../../lib/backend/backend.ts";
import { readAndDispose } from "../../lib/backend/read.ts";
import { type AdversarialConfig, daadPlusStep } from "../../lib/daad/adversarial_step.ts";
import { blockMemory } from "../../lib/daad/block_memory.ts";
import { discriminator } from "../../lib/daad/discriminator.ts";
import { divide } from "../../lib/daad/division.ts";
import { generator } from "../../lib/daad/generator.ts";
import { alignmentLoss, generatorAdversarialLoss } from "../../lib/daad/losses.ts";
import { discriminatorLoss } from "../../lib/nn/losses/cross_entropy.ts";
import { reconstructionLoss } from "../../lib/nn/losses/reconstruction_loss.ts";
import { cosine } from "../../lib/nn/ops/cosine.ts";
import { Adam } from "../../lib/nn/optimisers/adam.ts";
import { Parameters } from "../../lib/nn/variables/parameters.ts";
import { Random } from "../../lib/random.ts";
import { testedBackends, testOn } from "../backends/present.ts";
import { assertClose } from "../close.ts";
import { loadGolden } from "../golden/load.ts";
import { noLeak } from "../no_leak.ts";
import { TOLERANCE } from "../tolerances.ts";

/** Asserts that tensors, which are disposed, equal their references within the golden tolerance. */
async function assertGolden(
  tensors: Record<string, tf.Tensor>,
  expected: (name: string) => Float32Array,
): Promise<void> {
  const tolerance = TOLERANCE.golden;
  for (const [name, values] of Object.entries(await readAndDispose(tensors))) {
    assertClose(values, expected(name), tolerance, `${name}`);
  }
}

const memoryGolden = loadGolden("block_memory");

function memoryTests(id: BackendId): void {
  for (const name of ["blocks", "channels", "whole"]) {
    testOn(id, `golden: block memory, division "${name}"`, () =>
      noLeak(async () => {
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
        const results = tf.tidy(() => {
          const feature = memoryGolden.tensor<tf.Tensor4D>(of("feature"));
          const upstream = memoryGolden.tensor<tf.Tensor4D>(of("upstream"));
          const items = parameters.get("items") as tf.Variable<tf.Rank.R2>;
          const loss = (x: tf.Tensor) =>
            tf.sum(tf.mul(memory.read(x as tf.Tensor4D), upstream)) as tf.Scalar;
          return {
            output: memory.read(feature),
            weights: tf.softmax(cosine(divide(feature, division), items, temperature)),
            feature_gradient: tf.grad(loss)(feature),
            items_gradient: tf.variableGrads(() => loss(feature), [items]).grads[items.name]!,
          };
        });
        await assertGolden(results, (key) => memoryGolden.values(of(key)));
      }));
  }
}

const lossGolden = loadGolden("losses");

/** Losses of one tensor: the reference's name, the input's name, the loss. */
const LOSSES: [string, string, (x: tf.Tensor) => tf.Scalar][] = [
  ...(["mse", "l2"] as const).map((kind): typeof LOSSES[number] => [
    `rec_${kind}`,
    "xhat",
    (x) => reconstructionLoss(lossGolden.tensor("x"), x as tf.Tensor4D, kind),
  ]),
  ["adv_minimax", "fake_logits", (x) => generatorAdversarialLoss(x, "minimax")],
  ["adv_non_saturating", "fake_logits", (x) => generatorAdversarialLoss(x, "non-saturating")],
];

function lossTests(id: BackendId): void {
  for (const [name, input, loss] of LOSSES) {
    testOn(id, `golden: loss ${name}`, () =>
      noLeak(async () => {
        const results = tf.tidy(() => {
          const x = lossGolden.tensor(input);
          return { value: loss(x), gradient: tf.grad(loss)(x) };
        });
        await assertGolden(results, (key) => lossGolden.values(`${name}.${key}`));
      }));
  }

  testOn(id, "golden: loss of the discriminator", () =>
    noLeak(async () => {
      const results = tf.tidy(() => {
        const logits = ["real_logits", "fake_logits"].map((name) => lossGolden.tensor(name));
        const loss = (real: tf.Tensor, fake: tf.Tensor) => discriminatorLoss(real, fake);
        const [real, fake] = tf.grads(loss as (...xs: tf.Tensor[]) => tf.Scalar)(logits);
        const value = loss(logits[0]!, logits[1]!);
        return { value, real_gradient: real!, fake_gradient: fake! };
      });
      await assertGolden(results, (key) => lossGolden.values(`discriminator.${key}`));
    }));

  testOn(id, "golden: alignment loss", () =>
    noLeak(async () => {
      const results = tf.tidy(() => {
        const layers = (which: string) =>
          [0, 1, 2].map((i) => lossGolden.tensor<tf.Tensor4D>(`features.${i}.${which}`));
        const loss = (...xhat: tf.Tensor[]) => alignmentLoss(layers("x"), xhat as tf.Tensor4D[]);
        const gradients = tf.grads(loss)(layers("xhat")).map((gradient, i) =>
          [`gradient.${i}`, gradient] as const
        );
        return { value: loss(...layers("xhat")), ...Object.fromEntries(gradients) };
      });
      await assertGolden(results, (key) => lossGolden.values(`alignment.${key}`));
    }));
}

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
    variables: {
      generator: generatorParameters.trainables(),
      discriminator: discriminatorParameters.trainables(),
    },
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

function stepTests(id: BackendId): void {
  testOn(
    id,
    "golden: reconstruction, losses and all gradients of a DAAD+ step",
    () =>
      noLeak(async () => {
        using golden = goldenNetworks();
        const trained = [...golden.each()].filter(([, variable]) => variable.trainable);
        assertEquals(trained.length, Object.keys(stepGolden.under("gradient.")).length);
        const results = tf.tidy(() => {
          const images = stepGolden.tensor<tf.Tensor4D>("input.x");
          const gradients: tf.Tensor[] = [];
          const losses = daadPlusStep(golden.networks, images, (_, found) => {
            gradients.push(...found.map((gradient) => tf.keep(gradient.clone())));
          }, ADVERSARIAL);
          return {
            "loss.rec": losses.reconstruction!,
            "loss.adv": losses.adversarial!,
            "loss.ali": losses.alignment!,
            "loss.generator": losses.total,
            "loss.discriminator": losses.discriminator!,
            ...Object.fromEntries(trained.map(([name], i) => [`gradient.${name}`, gradients[i]!])),
          };
        });
        await assertGolden(results, stepGolden.values);
      }),
  );

  testOn(
    id,
    "golden: a whole DAAD+ step, both networks and the running statistics",
    () =>
      noLeak(async () => {
        using golden = goldenNetworks();
        const { networks } = golden;
        using generatorAdam = new Adam(networks.variables.generator);
        using discriminatorAdam = new Adam(networks.variables.discriminator, { beta1: 0.5 });
        tf.tidy(() => {
          const images = stepGolden.tensor<tf.Tensor4D>("input.x");
          const rates = {
            generator: generatorAdam.rates(1e-3, 1),
            discriminator: discriminatorAdam.rates(1e-4, 1),
          };
          const optimisers = { generator: generatorAdam, discriminator: discriminatorAdam };
          daadPlusStep(
            networks,
            images,
            (network, gradients) => optimisers[network].apply(gradients, rates[network]),
            ADVERSARIAL,
          );
        });
        const after = [...golden.each()].map((
          [name, variable],
        ) => [`after.${name}`, variable.clone()]);
        await assertGolden(Object.fromEntries(after), stepGolden.values);
      }),
  );

  testOn(id, "golden: training and inference reconstructions", () =>
    noLeak(async () => {
      using golden = goldenNetworks();
      const { generator } = golden.networks;
      const results = tf.tidy(() => {
        const images = stepGolden.tensor<tf.Tensor4D>("input.x");
        const training = generator.reconstruct(images, "train");
        golden.load("after.");
        const inference = generator.reconstruct(images, "score");
        return { "output.reconstruction": training, "inference.reconstruction": inference };
      });
      await assertGolden(results, stepGolden.values);
    }));
}

for (const id of await testedBackends("golden tests")) {
  memoryTests(id);
  lossTests(id);
  stepTests(id);
}
