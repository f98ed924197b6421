/**
 * One training step and one score of GANomaly, Skip-GANomaly, AESc, MemAE and OCGAN against PyTorch in
 * float64 (`tests/golden/make_method_steps.py`), which follows their sources.
 */
import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../../lib/backend/read.ts";
import { imageScores } from "../../lib/detector/define/image_scores.ts";
import { aescNetwork } from "../../lib/methods/aesc/network.ts";
import { addToSpread, mapNorm, residualMap, uncertaintyMap } from "../../lib/methods/aesc/score.ts";
import { codeDistance } from "../../lib/methods/ganomaly/losses.ts";
import { ganomalyDiscriminator, ganomalyGenerator } from "../../lib/methods/ganomaly/network.ts";
import { ganomalyStep } from "../../lib/methods/ganomaly/step.ts";
import { memaeLoss } from "../../lib/methods/memae/loss.ts";
import { memaeNetwork, type MemaeShape } from "../../lib/methods/memae/network.ts";
import { mineNegatives } from "../../lib/methods/ocgan/losses.ts";
import {
  imageJudge,
  latentDiscriminator,
  ocganDecoder,
  ocganEncoder,
} from "../../lib/methods/ocgan/network.ts";
import { type OcganPart, ocganStep } from "../../lib/methods/ocgan/step.ts";
import { skipGanomalyScore } from "../../lib/methods/skip_ganomaly/losses.ts";
import {
  skipGanomalyDiscriminator,
  skipGanomalyGenerator,
} from "../../lib/methods/skip_ganomaly/network.ts";
import { skipGanomalyStep } from "../../lib/methods/skip_ganomaly/step.ts";
import { reconstructionMap } from "../../lib/nn/losses/error_maps.ts";
import { lossGradients } from "../../lib/nn/losses/loss_gradients.ts";
import { toUnit } from "../../lib/nn/losses/pixel_range.ts";
import { reconstructionLoss } from "../../lib/nn/losses/reconstruction_loss.ts";
import { Parameters } from "../../lib/nn/variables/parameters.ts";
import { Random } from "../../lib/random.ts";
import { testedBackends, testOn } from "../backends/present.ts";
import { assertClose } from "../close.ts";
import { type Golden, loadGolden } from "../golden/load.ts";
import { noLeak } from "../no_leak.ts";
import { TOLERANCE } from "../tolerances.ts";

type Results = Record<string, tf.Tensor>;

/** A network with the reference's weights, and the values of it that are compared. */
class Net implements Disposable {
  readonly parameters = new Parameters();
  readonly #golden: Golden;
  readonly #prefix: string;

  /** @param prefix Begins its names in the file; `weight/`, `gradient/` or `statistics/` follows. */
  constructor(golden: Golden, prefix = "") {
    this.#golden = golden;
    this.#prefix = prefix;
  }

  /** Where layers take their variables from. */
  scope(name?: string) {
    const { parameters } = this;
    return { parameters: name ? parameters.child(name) : parameters, random: new Random(0) };
  }

  /** Loads all weights; running statistics keep their initial values. */
  async load(): Promise<void> {
    const weights = this.#golden.under(`${this.#prefix}weight/`);
    assertEquals(Object.keys(weights).sort(), this.#names(true).sort());
    this.parameters.import({ ...await this.parameters.export(), ...weights }, "golden");
  }

  /** The trained variables whose names begin with one of `prefixes`. */
  variables(...prefixes: string[]): tf.Variable[] {
    return this.#names(true, prefixes).map((name) => this.parameters.get(name));
  }

  /** Copies of gradients of {@linkcode variables} by their names in the file, kept after the step. */
  gradients(found: readonly tf.Tensor[], ...prefixes: string[]): Results {
    const names = this.#names(true, prefixes);
    assertEquals(found.length, names.length);
    return Object.fromEntries(
      names.map((name, i) => [`${this.#prefix}gradient/${name}`, tf.keep(found[i]!.clone())]),
    );
  }

  /** Copies of its running statistics by their names in the file. */
  statistics(): Results {
    const named = this.#names(false).map((name) =>
      [`${this.#prefix}statistics/${name}`, this.parameters.get(name).clone()] as const
    );
    return Object.fromEntries(named);
  }

  [Symbol.dispose](): void {
    this.parameters[Symbol.dispose]();
  }

  #names(trainable: boolean, prefixes: string[] = []): string[] {
    return [...this.parameters.names()]
      .filter((name) => this.parameters.get(name).trainable === trainable)
      .filter((name) => prefixes.length === 0 || prefixes.some((start) => name.startsWith(start)));
  }
}

/**
 * Asserts that tensors, which are disposed, equal the references of the same names, and that these
 * are all results in the file. A bias is compared together with the kernel of its layer: its
 * gradient is a sum of the same terms, which a batch norm behind it cancels in part or whole.
 */
async function assertGolden(golden: Golden, results: Results): Promise<void> {
  const values = await readAndDispose(results);
  const isResult = (name: string) => /^([^/]*\/)?(gradient|statistics|loss|score)\//.test(name);
  const missing = Object.keys(golden.tensors).filter((name) => isResult(name) && !values[name]);
  assertEquals(missing, [], "references without a result");
  for (const name of Object.keys(values)) {
    const kernel = name.replace(/bias$/, "kernel");
    const names = kernel === name ? [name] : [kernel, name];
    const [found, expected] = [
      names.flatMap((name) => [...values[name]!]),
      names.flatMap((name) => [...golden.values(name)]),
    ];
    assertClose(found, expected, TOLERANCE.golden, name);
  }
}

/** Loss terms by their names in the file. */
function losses(terms: Readonly<Record<string, tf.Tensor>>): Results {
  return Object.fromEntries(Object.entries(terms).map(([name, term]) => [`loss/${name}`, term]));
}

const ganomaly = loadGolden("ganomaly_step");
const skip = loadGolden("skip_ganomaly_step");
const aesc = loadGolden("aesc_step");
const memae = loadGolden("memae_step");
const ocgan = loadGolden("ocgan_step");

function ganomalyTest(): Promise<void> {
  return noLeak(async () => {
    using net = new Net(ganomaly);
    const shape = { imageSize: 16, channels: 3, latent: 5, baseWidth: 2 } as const;
    const generator = ganomalyGenerator(net.scope(), shape);
    const discriminator = ganomalyDiscriminator(net.scope(), shape);
    await net.load();
    const parts = {
      generator: ["encoder.", "decoder.", "second_encoder."],
      discriminator: ["discriminator."],
    };
    const networks = {
      ...{ generator, discriminator },
      variables: {
        generator: net.variables(...parts.generator),
        discriminator: net.variables(...parts.discriminator),
      },
    };
    const lambda = { adversarial: 1, reconstruction: 50, encoding: 1 };
    const results = tf.tidy(() => {
      const images = ganomaly.tensor<tf.Tensor4D>("images");
      const found: Results = {};
      const terms = ganomalyStep(networks, images, (part, gradients) => {
        Object.assign(found, net.gradients(gradients, ...parts[part]));
      }, { lambda });
      const { code, rebuiltCode, reconstructions } = generator(images, "score");
      return {
        ...found,
        ...losses(terms),
        ...net.statistics(),
        "score/l2": codeDistance(code, rebuiltCode, "l2"),
        "score/l1": codeDistance(code, rebuiltCode, "l1"),
        "score/reconstructions": reconstructions,
      };
    });
    await assertGolden(ganomaly, results);
  });
}

function skipGanomalyTest(): Promise<void> {
  return noLeak(async () => {
    using ofGenerator = new Net(skip, "generator/");
    using ofDiscriminator = new Net(skip, "discriminator/");
    const shape = { imageSize: 16, channels: 3, levels: 3, baseWidth: 2, features: 5 } as const;
    const generator = skipGanomalyGenerator(ofGenerator.scope(), shape);
    const discriminator = skipGanomalyDiscriminator(ofDiscriminator.scope(), shape);
    await ofGenerator.load();
    await ofDiscriminator.load();
    const networks = {
      ...{ generator, discriminator },
      variables: {
        generator: ofGenerator.variables(),
        discriminator: ofDiscriminator.variables(),
      },
    };
    const [latent] = skip.values("lambda");
    const config = {
      lambda: { adversarial: 1, reconstruction: 50, latent: latent! },
      latentInDiscriminator: true,
    };
    const results = tf.tidy(() => {
      const [images, noise] = [
        skip.tensor<tf.Tensor4D>("images"),
        skip.tensor<tf.Tensor4D>("noise"),
      ];
      const found: Results = {};
      const terms = skipGanomalyStep(networks, { images, noise }, (part, gradients) => {
        const net = part === "generator" ? ofGenerator : ofDiscriminator;
        Object.assign(found, net.gradients(gradients));
      }, config);
      const statistics = { ...ofGenerator.statistics(), ...ofDiscriminator.statistics() };
      const reconstructions = generator(images, "score");
      const { features } = discriminator(images, "score");
      const rebuiltFeatures = discriminator(reconstructions, "score").features;
      const pair = { images, reconstructions, features, rebuiltFeatures };
      return {
        ...found,
        ...losses(terms),
        ...statistics,
        "score/scores": skipGanomalyScore(pair, 0.9),
      };
    });
    await assertGolden(skip, results);
  });
}

function aescTest(): Promise<void> {
  return noLeak(async () => {
    using net = new Net(aesc);
    const shape = { channels: 3, levels: 3, baseWidth: 2, skips: "add" } as const;
    const network = aescNetwork(net.scope(), shape);
    await net.load();
    const results = tf.tidy(() => {
      const [images, stained] = [
        aesc.tensor<tf.Tensor4D>("images"),
        aesc.tensor<tf.Tensor4D>("stained"),
      ];
      const { gradients, terms } = lossGradients(
        () => ({ total: reconstructionLoss(toUnit(images), network(stained, "train"), "mse") }),
        net.variables(),
      );
      const maps = residualMap(toUnit(images), network(images, "score"));
      const passes = [0, 1, 2];
      let spread = { mean: tf.zerosLike(images), squares: tf.zerosLike(images) };
      for (const pass of passes) {
        const places = Object.keys(aesc.under(`mask/${pass}/`));
        const masks = Object.fromEntries(
          places.map((place) => [place, aesc.tensor<tf.Tensor4D>(`mask/${pass}/${place}`)]),
        );
        const rebuilt = network(images, "score", masks);
        spread = addToSpread(spread, rebuilt, tf.scalar(1 / (pass + 1)));
      }
      return {
        ...net.gradients(gradients),
        ...net.statistics(),
        ...losses(terms),
        "score/maps": maps,
        "score/l2": mapNorm(maps, "l2"),
        "score/uncertainty": uncertaintyMap(spread, passes.length),
      };
    });
    await assertGolden(aesc, results);
  });
}

/** The two variants of the reference. */
const MEMAE_CASES: Record<string, MemaeShape> = {
  code: {
    ...{ imageSize: 16, channels: 3, widths: [4, 6], encoderKernels: [4, 4], decoderKernel: 4 },
    ...{ activation: "leaky-relu", items: 7, similarity: "dot", queries: "position" },
    shrinkage: 0.11,
  },
  paper: {
    ...{ imageSize: 14, channels: 3, widths: [4, 6], encoderKernels: [1, 3], decoderKernel: 3 },
    ...{ activation: "relu", items: 5, similarity: "cosine", queries: "whole" },
    shrinkage: 0.19,
  },
};

function memaeTest(name: string, shape: MemaeShape): Promise<void> {
  return noLeak(async () => {
    const golden = part(memae, `${name}/`);
    using net = new Net(golden);
    const network = memaeNetwork(net.scope(), shape);
    await net.load();
    const results = tf.tidy(() => {
      const images = golden.tensor<tf.Tensor4D>("images");
      const { gradients, terms } = lossGradients(
        () => memaeLoss(network, images, 0.0002),
        net.variables(),
      );
      const statistics = net.statistics();
      const maps = reconstructionMap(images, network(images, "score").reconstructions);
      const score = { statistic: "mean", topFraction: 1, sigmaAt256: 0 } as const;
      return {
        ...net.gradients(gradients),
        ...statistics,
        ...losses(terms),
        "score/scores": imageScores(maps, score),
      };
    });
    await assertGolden(golden, results);
  });
}

/** The values whose names begin with `prefix`, as if they were a separate file. */
function part(golden: Golden, prefix: string): Golden {
  return {
    tensors: golden.under(prefix),
    values: (name) => golden.values(prefix + name),
    tensor: (name) => golden.tensor(prefix + name),
    under: (start) => golden.under(prefix + start),
  };
}

function ocganTest(): Promise<void> {
  return noLeak(async () => {
    const shape = { imageSize: 16, channels: 1, baseWidth: 3 } as const;
    const judge = { channels: 1, widths: [2, 2, 2] } as const;
    using autoencoder = new Net(ocgan, "autoencoder/");
    using ofCodes = new Net(ocgan, "latentDiscriminator/");
    using ofImages = new Net(ocgan, "visualDiscriminator/");
    using classifierNet = new Net(ocgan, "classifier/");
    const nets: Record<OcganPart, Net> = {
      ...{ autoencoder, latentDiscriminator: ofCodes, visualDiscriminator: ofImages },
      classifier: classifierNet,
    };
    const networks = {
      autoencoder: {
        encode: ocganEncoder(autoencoder.scope("encoder"), shape),
        decode: ocganDecoder(autoencoder.scope("decoder"), shape),
      },
      latentDiscriminator: latentDiscriminator(ofCodes.scope(), shape),
      visualDiscriminator: imageJudge(ofImages.scope(), judge),
      classifier: imageJudge(classifierNet.scope(), judge),
      variables: {
        autoencoder: autoencoder.variables(),
        latentDiscriminator: ofCodes.variables(),
        visualDiscriminator: ofImages.variables(),
        classifier: classifierNet.variables(),
      },
    };
    for (const net of Object.values(nets)) await net.load();
    const results = tf.tidy(() => {
      const tensor = (name: string) => ocgan.tensor<tf.Tensor4D>(name);
      const miningRate = ocgan.tensor("miningRate").reshape([]) as tf.Scalar;
      const [rate] = ocgan.values("rate");
      const { autoencoder: { encode, decode }, classifier, variables } = networks;
      const mined = mineNegatives(
        tensor("start"),
        (codes) => classifier(decode(codes, "batch"), "batch"),
        miningRate,
      );
      const found: Results = {};
      const inputs = {
        ...{ images: tensor("images"), noise: tensor("noise"), realCodes: tensor("realCodes") },
        ...{ codes: tensor("codes"), start: tensor("start"), miningRate },
      };
      const terms = ocganStep(networks, inputs, (part, gradients) => {
        Object.assign(found, nets[part].gradients(gradients));
        if (part === "autoencoder") return;
        // Plain gradient descent, so that the autoencoder faces judges that have changed.
        variables[part].forEach((variable, i) =>
          variable.assign(tf.sub(variable, tf.mul(gradients[i]!, rate!)))
        );
      }, { lambda: { latent: 10, visual: 1, reconstruction: 500 } });
      const statistics = Object.values(nets).map((net) => net.statistics());
      const rebuilt = decode(encode(tensor("images"), "score"), "score");
      return {
        ...found,
        ...Object.assign({}, ...statistics),
        ...losses(terms),
        mined,
        "score/error": tf.mean(reconstructionMap(tensor("images"), rebuilt), [1, 2, 3]),
      } as Results;
    });
    await assertGolden(ocgan, results);
  });
}

for (const id of await testedBackends("golden steps of methods")) {
  const step = (name: string, body: () => Promise<void>) =>
    testOn(id, `golden: a step and the scores of ${name}`, body);
  step("GANomaly", ganomalyTest);
  step("Skip-GANomaly, with noise and a weight of its own for the latent term", skipGanomalyTest);
  step("AESc, under dropout too", aescTest);
  for (const [name, shape] of Object.entries(MEMAE_CASES)) {
    step(`MemAE as in its ${name}`, () => memaeTest(name, shape));
  }
  step("OCGAN, with mining", ocganTest);
}
