/**
 * The tables of CIFAR-10 and MNIST.
 *
 * @module
 */
import type { Plan, Profile, ProfileName } from "../plan.ts";
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
  "geotrans",
  "arnet",
  "cavga",
  "daad",
  "daad_plus",
];

/** Both search each test image by gradient. */
const SEARCHING: Profile["methods"] = {
  anogan: { testImages: 500 },
  adgan: { testImages: 300 },
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
    methods: SEARCHING,
  },
  cpu: {
    about: "one to four minutes a run on two cores: 10 epochs of 2,000 training images",
    imageSize: 32,
    epochs: 10,
    trainImages: 2000,
    testImages: 2000,
    seeds: [0],
    methods: SEARCHING,
  },
  paper: {
    about: "each method's own number of epochs, three seeds",
    imageSize: 32,
    seeds: [0, 1, 2],
  },
};

/** CIFAR-10, each class normal once. */
export const CIFAR10: Plan = {
  id: "cifar10",
  title: "CIFAR-10, one class normal",
  dataset: "cifar10",
  protocol: "one-class",
  data: "data/downloads/cifar10",
  categories: [
    "airplane",
    "automobile",
    "bird",
    "cat",
    "deer",
    "dog",
    "frog",
    "horse",
    "ship",
    "truck",
  ],
  variants: methodsAsVariants(METHODS),
  profiles: PROFILES,
};

/** MNIST, each digit normal once. */
export const MNIST: Plan = {
  id: "mnist",
  title: "MNIST, one class normal",
  dataset: "mnist",
  protocol: "one-class",
  data: "data/downloads/mnist",
  categories: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
  variants: methodsAsVariants(METHODS),
  profiles: PROFILES,
};
