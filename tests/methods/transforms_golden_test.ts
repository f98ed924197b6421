/** GeoTrans and ARNet against PyTorch and SciPy (`tests/golden/make_transforms.py`). */
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../../lib/backend/read.ts";
import { erasing } from "../../lib/methods/arnet/erasing.ts";
import { arnetNetwork } from "../../lib/methods/arnet/network.ts";
import { transformationLoss } from "../../lib/methods/geotrans/loss.ts";
import { wideResidualNetwork } from "../../lib/methods/geotrans/network.ts";
import { transformations } from "../../lib/methods/geotrans/transformations.ts";
import { lossGradients } from "../../lib/nn/losses/loss_gradients.ts";
import { pixelMover } from "../../lib/nn/losses/pixel_moves.ts";
import { reconstructionLoss } from "../../lib/nn/losses/reconstruction_loss.ts";
import { upsampleBilinear2 } from "../../lib/nn/ops/upsample_bilinear.ts";
import { Sgd } from "../../lib/nn/optimisers/sgd.ts";
import { Parameters } from "../../lib/nn/variables/parameters.ts";
import { Random } from "../../lib/random.ts";
import { testedBackends, testOn } from "../backends/present.ts";
import { assertClose } from "../close.ts";
import { type Golden, loadGolden } from "../golden/load.ts";
import { noLeak } from "../no_leak.ts";
import { TOLERANCE } from "../tolerances.ts";

const geotrans = loadGolden("geotrans_step");
const arnet = loadGolden("arnet_step");
const moves = loadGolden("transformations");

/** Asserts that tensors, which are disposed, equal the references of the same names. */
async function assertGolden(golden: Golden, tensors: Record<string, tf.Tensor>): Promise<void> {
  const tolerance = TOLERANCE.golden;
  for (const [name, values] of Object.entries(await readAndDispose(tensors))) {
    assertClose(values, golden.values(name), tolerance, `${name}`);
  }
}

/** Loads the reference's weights; running statistics stay as they are. */
async function importWeights(parameters: Parameters, golden: Golden): Promise<void> {
  parameters.import({ ...await parameters.export(), ...golden.under("weight/") }, "golden");
}

function trainedNames(parameters: Parameters): string[] {
  return [...parameters.names()].filter((name) => parameters.get(name).trainable);
}

const scope = (parameters: Parameters) => ({ parameters, random: new Random(0) });

function integers(golden: Golden, name: string): tf.Tensor1D {
  return tf.tensor1d([...golden.values(name)], "int32");
}

for (const id of await testedBackends("golden tests of GeoTrans and ARNet")) {
  testOn(id, "golden: the 72 transformations of a small image", () =>
    noLeak(async () => {
      const { moved } = await readAndDispose(tf.tidy(() => {
        const image = moves.tensor<tf.Tensor2D>("image").reshape([1, 8, 8, 1]);
        const chosen = Array.from({ length: 72 }, (_, i) => i);
        const images = tf.tile(image, [72, 1, 1, 1]) as tf.Tensor4D;
        return {
          moved: pixelMover(transformations(8))(images, tf.tensor1d(chosen, "int32")),
        };
      }));
      assertEquals(moved, moves.values("moved"));
    }));

  testOn(id, "golden: bilinear doubling with aligned corners", () =>
    noLeak(() =>
      assertGolden(
        moves,
        tf.tidy(() => ({ doubled: upsampleBilinear2(moves.tensor("small")) })),
      )
    ));

  testOn(id, "golden: GeoTrans's logits, loss and gradients", () =>
    noLeak(async () => {
      using parameters = new Parameters();
      const classify = wideResidualNetwork(scope(parameters), {
        ...{ channels: 3, depth: 10, widen: 1 },
      });
      await importWeights(parameters, geotrans);
      const variables = parameters.trainables();
      const names = trainedNames(parameters);
      const results = tf.tidy(() => {
        const chosen = integers(geotrans, "chosen");
        const { terms, gradients } = lossGradients(() => {
          const logits = classify(geotrans.tensor("images"), "train");
          return { ...transformationLoss(logits, chosen, variables, 0.00025), logits };
        }, variables);
        const { total: _, ...known } = terms as Record<string, tf.Tensor>;
        const stored = names.map((name, i) => [`gradient/${name}`, gradients[i]!] as const)
          .filter(([name]) => name in geotrans.tensors);
        return { ...known, ...Object.fromEntries(stored) };
      });
      assert(Object.keys(results).length > 20);
      await assertGolden(geotrans, results);
    }));

  testOn(
    id,
    "golden: ARNet's erased and restored images, errors and one step of descent",
    () =>
      noLeak(async () => {
        using parameters = new Parameters();
        const network = arnetNetwork(scope(parameters), {
          ...{ channels: 3, graying: true, levels: 2, baseWidth: 4, output: "sigmoid" },
        });
        await importWeights(parameters, arnet);
        const results = tf.tidy(() => {
          const images = arnet.tensor<tf.Tensor4D>("images");
          const erased = erasing({ imageSize: 14, graying: true })(
            images,
            integers(arnet, "turns"),
          );
          const variables = parameters.trainables();
          const { terms, gradients } = lossGradients(() => {
            const restored = network(erased, "train");
            return { total: reconstructionLoss(images, restored, "mse"), restored };
          }, variables);
          const sgd = new Sgd(variables);
          sgd.apply(gradients, sgd.rates(0.1));
          const updated = trainedNames(parameters).map((name) =>
            [`updated/${name}`, parameters.get(name).clone()] as const
          );
          return {
            ...{ erased, loss: terms.total, restored: terms.restored },
            errors: tf.mean(tf.abs(tf.sub(terms.restored, images)), [1, 2, 3]),
            ...Object.fromEntries(updated),
          };
        });
        assertEquals(Object.keys(results).length, 4 + 31);
        await assertGolden(arnet, results);
      }),
  );
}
