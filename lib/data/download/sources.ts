/**
 * Where the datasets are published, and the hashes and sizes that their files must have.
 *
 * @module
 */

/** One file of a dataset. */
export interface SourceFile {
  /** Its name, on servers and on disk. */
  readonly name: string;
  /** As published; without any hash the file is accepted as it comes. */
  readonly md5?: string;
  /** As published, or of the project's own file. */
  readonly sha256?: string;
  /** Its approximate size, which limits what a server may send. */
  readonly bytes: number;
}

/** A dataset that can be downloaded. */
export interface DownloadSource {
  /** Folders on servers that hold the files, in the order in which they are tried. */
  readonly urls: readonly string[];
  /** All of its files. */
  readonly files: readonly SourceFile[];
  /** Files are archives to unpack: the folder that they unpack to. */
  readonly unpacksTo?: string;
}

function idxFiles(facts: readonly (readonly [string, string, number])[]): SourceFile[] {
  return facts.map(([name, md5, bytes]) => ({ name: `${name}-ubyte.gz`, md5, bytes }));
}

/** By the name on the command line. */
export const DOWNLOADS: ReadonlyMap<string, DownloadSource> = new Map([
  ["cifar10", {
    urls: ["https://www.cs.toronto.edu/~kriz"],
    files: [{
      name: "cifar-10-binary.tar.gz",
      md5: "c32a1d4ab5d03f1284b67883e8d87530",
      bytes: 170_052_171,
    }],
    unpacksTo: "cifar-10-batches-bin",
  }],
  ["mnist", {
    urls: [
      "https://ossci-datasets.s3.amazonaws.com/mnist",
      "https://storage.googleapis.com/cvdf-datasets/mnist",
    ],
    files: idxFiles([
      ["train-images-idx3", "f68b3c2dcbeaaa9fbdd348bbdeb94873", 9_912_422],
      ["train-labels-idx1", "d53e105ee54ea40749a09fcbcd1e9432", 28_881],
      ["t10k-images-idx3", "9fb629c4189551a2d022fa330f9573f3", 1_648_877],
      ["t10k-labels-idx1", "ec29112dd5afa0611ce80d1b7f02629c", 4_542],
    ]),
  }],
  ["fashion-mnist", {
    // Served without TLS; the checksums decide.
    urls: ["http://fashion-mnist.s3-website.eu-central-1.amazonaws.com"],
    files: idxFiles([
      ["train-images-idx3", "8d4fb7e6c68d591d4c3dfef9ec88bf0d", 26_421_880],
      ["train-labels-idx1", "25c81989df183df01b3e8a0aad5dffbe", 29_515],
      ["t10k-images-idx3", "bef4ecab320f06d8554ea6380940ec79", 4_422_102],
      ["t10k-labels-idx1", "bb300cfdad3c16e7a12a480ee83cd310", 5_148],
    ]),
  }],
]);

/** Weights of one backbone. */
export interface WeightsSource extends Omit<SourceFile, "name"> {
  /** The file itself; absent if the project's own file was made from another format. */
  readonly url?: string;
}

/** Weights trained on ImageNet and published as safetensors. */
const PUBLISHED = "https://huggingface.co/timm";

function published(model: string, bytes: number): WeightsSource {
  return { url: `${PUBLISHED}/${model}/resolve/main/model.safetensors`, bytes };
}

/**
 * By the backbone's name. The project knows the hashes of the files that it was tested with, but not
 * those of the published files.
 */
export const WEIGHTS: ReadonlyMap<string, WeightsSource> = new Map([
  ["wide_resnet50_2", published("wide_resnet50_2.tv_in1k", 275_900_000)],
  ["resnet18", published("resnet18.tv_in1k", 46_800_000)],
  ["resnet50", published("resnet50.tv_in1k", 102_500_000)],
  ["vgg16", published("vgg16.tv_in1k", 553_500_000)],
  ["efficientnet_b4", published("tf_efficientnet_b4.aa_in1k", 77_900_000)],
  ["efficientnet_lite0", published("tf_efficientnet_lite0.in1k", 18_900_000)],
  ["resnet50v2", {
    bytes: 18_283_512,
    sha256: "fbd2f23b684b3cbcfd3116a462ce1f9d0ce200cf9aa67f2dcc7bad40592cfd29",
  }],
  ["resnet18_layers1_3", {
    bytes: 11_125_128,
    sha256: "98da92c37e52f375c9d921ee2bcee5cbcc81761f80fac8c3bf857bdc2f600624",
  }],
  ["resnet50_caffe", {
    bytes: 17_289_280,
    sha256: "917e0fc0acf11718617592b9723360d38d190e2f557a1ece7428c692608723fc",
  }],
  ["vgg16_conv1_3", {
    bytes: 3_474_760,
    sha256: "895bfee67dc688601669658dc570ca5741fd3749d03f34f2c678b117897fc70d",
  }],
  ["squeezenet1_1", {
    bytes: 4_946_864,
    sha256: "cd662bcf670c84bc8b59cb8e577d9c816c93ae481bc3fe5eaf2fcb4d8423cf72",
  }],
]);

/** Instructions for MVTec AD, whose licence each user has to accept. */
export const MVTEC_ADVICE = `\
MVTec AD is not downloaded from here: its publisher asks everybody to accept its licence
(CC BY-NC-SA 4.0, no commercial use).

1. Read and accept it at https://www.mvtec.com/company/research/datasets/mvtec-ad and download
   mvtec_anomaly_detection.tar.xz (4.9 GB) or single categories.
2. Unpack it so that each category is a folder:
     mvtec/bottle/train/good/000.png
     mvtec/bottle/test/good/000.png
     mvtec/bottle/test/broken_large/000.png
     mvtec/bottle/ground_truth/broken_large/000_mask.png
3. Check it, category by category, against the official counts:
     npx -y deno@2 task daad check-data mvtec`;
