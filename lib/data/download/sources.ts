/**
 * Where the datasets are published, and what their files have to be.
 *
 * @module
 */

/** One file of a dataset. */
export interface SourceFile {
  /** Its name, on servers and on disk. */
  readonly name: string;
  /** As published. */
  readonly md5: string;
  /** About its size: bounds what a server may send. */
  readonly bytes: number;
}

/** A dataset that can be downloaded. */
export interface DownloadSource {
  /** Folders on servers that hold the files, the first one first. */
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

/** What to do for MVTec AD, whose licence has to be accepted by its user. */
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
