/**
 * The tables of CIFAR-10 and MNIST.
 *
 * @module
 */
import { CIFAR10_SET, MNIST_SET } from "../../../data/mod.ts";
import type { Plan, Profile, ProfileName, Variant } from "../plan.ts";
import { LITERAL_DAAD, MEMAE_AS_AE, narrowAe } from "./pairs.ts";
import { methodsAsVariants } from "./variants.ts";

const METHODS = [
  "ae",
  "vae",
  "memae",
  "anogan",
  "adgan",
  "ganomaly",
  "skip_ganomaly",
  "ocgan",
  "aesc",
  "geotrans",
  "arnet",
  "cavga",
  "daad",
  "daad_plus",
];

/** Narrower networks and smaller batches where two cores would need hours per class. */
const REDUCED = {
  anogan: {
    profiles: {
      smoke: { baseWidth: 8, search: { steps: 20 } },
      // A quarter of the width has a quarter of the features to sum; see the field's explanation.
      cpu: { baseWidth: 32, featureWeight: 4 / 13 },
    },
  },
  // In `cpu`, 64 images for each of the critic's two updates.
  adgan: {
    profiles: {
      smoke: { baseWidth: 8, search: { seeds: 2, rounds: 2 } },
      cpu: { baseWidth: 32, batchSize: 128 },
    },
  },
  geotrans: {
    profiles: {
      smoke: { widen: 1 },
      notebook: { widen: 1, epochs: 1 },
      cpu: { widen: 2 },
    },
  },
  arnet: {
    profiles: {
      smoke: { baseWidth: 16 },
      notebook: { baseWidth: 16 },
      // More steps of fewer images each, and a rate that stays high long enough to use them.
      cpu: { baseWidth: 16, batchSize: 16, decayAt: 0.25 },
    },
  },
  // 512 images make one step in the official code, and are a third of what these profiles have.
  ocgan: {
    profiles: {
      smoke: { batchSize: 64 },
      notebook: { batchSize: 64 },
      cpu: { batchSize: 64 },
    },
  },
};

/**
 * GeoTrans by the mean probability of the right answer alone. On birds the paper's score ranks by how
 * certain the network is of anything (see the method's README); this row shows what its network knows.
 */
const SIMPLIFIED_GEOTRANS: Variant = {
  id: "geotrans_simplified",
  method: "geotrans",
  overrides: { score: "simplified" },
  ...REDUCED.geotrans,
};

/** The published rate and epochs are for more images; this makes 1,375 updates at a higher rate. */
const REDUCED_CAVGA = { profiles: { cpu: { learningRate: 1e-3, epochs: 11 } } };

/** MNIST at its own size: the code of both methods has it at 28 pixels; GeoTrans pads it with black. */
const UNSCALED = { overrides: { imageSize: 28 } };

/** Methods that spend much more on one image than the others. */
const COSTLY: Profile["methods"] = {
  // Both search each test image by gradient.
  anogan: { testImages: 300 },
  adgan: { testImages: 300 },
  // Every image counts as 72.
  geotrans: { trainImages: 500, testImages: 1000 },
};

/** AESc, OCGAN and CAVGA-R: a step of these costs many times one of an autoencoder. */
const SHORT: Profile["methods"] = {
  // 5,000 steps of 16 images, of its 31,250.
  aesc: { epochs: 40, trainImages: 2000, testImages: 2000 },
  ocgan: { epochs: 10, trainImages: 2000, testImages: 2000 },
  cavga: { epochs: 10, trainImages: 2000, testImages: 2000 },
};

const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  smoke: {
    about: "seconds a run: 1 epoch on 64 images",
    imageSize: 32,
    epochs: 1,
    trainImages: 64,
    testImages: 40,
    seeds: [0],
  },
  notebook: {
    about: "half a minute a run on two cores: 3 epochs of 1,000 training images",
    imageSize: 32,
    epochs: 3,
    trainImages: 1000,
    testImages: 500,
    seeds: [0],
    methods: COSTLY,
  },
  cpu: {
    about: "one to five minutes a run on one core, AnoGAN and ADGAN an hour, GeoTrans hours: 30 " +
      "epochs of all training images, the whole test set; AESc, OCGAN and CAVGA-R 10 to 40 of 2,000",
    imageSize: 32,
    epochs: 30,
    seeds: [0],
    methods: {
      ...SHORT,
      // Both need thousands of updates of the generator before their search finds anything: after
      // 310, AnoGAN was at chance.
      anogan: { ...COSTLY.anogan, trainImages: 6000, epochs: 25 },
      adgan: { ...COSTLY.adgan, trainImages: 6000, epochs: 60 },
      // Both learn slowly what they classify or restore: after 281 steps GeoTrans recognised 8 % of
      // the transformations of birds, and after 620 ARNet's automobiles scored below chance. One pass
      // of GeoTrans' three recognises 57 %, all three 87 %. All test images are scored: of 1,000, a
      // hundred are normal, which leaves an AUROC ± 6 points wide.
      geotrans: { epochs: undefined },
      arnet: { testImages: 2000 },
    },
  },
  paper: {
    about: "each method's own number of epochs, three seeds",
    imageSize: 32,
    seeds: [0, 1, 2],
  },
};

const PAIRS = [MEMAE_AS_AE, LITERAL_DAAD];

/** CIFAR-10, with each class normal once. */
export const CIFAR10: Plan = {
  id: "cifar10",
  title: "CIFAR-10, one class normal",
  dataset: "cifar10",
  protocol: "one-class",
  data: "data/downloads/cifar10",
  categories: CIFAR10_SET.classes,
  variants: [
    ...methodsAsVariants(METHODS, { ...REDUCED, cavga: REDUCED_CAVGA }),
    narrowAe(500, 32),
    ...PAIRS,
    SIMPLIFIED_GEOTRANS,
  ],
  profiles: PROFILES,
};

/** MNIST, with each digit normal once. */
export const MNIST: Plan = {
  id: "mnist",
  title: "MNIST, one class normal",
  dataset: "mnist",
  protocol: "one-class",
  data: "data/downloads/mnist",
  categories: MNIST_SET.classes,
  variants: [
    ...methodsAsVariants(METHODS, {
      ...REDUCED,
      cavga: REDUCED_CAVGA,
      geotrans: { ...REDUCED.geotrans, ...UNSCALED },
      arnet: { ...REDUCED.arnet, ...UNSCALED },
    }),
    narrowAe(100, 32),
    ...PAIRS,
  ],
  profiles: PROFILES,
};
