import * as tf from "@tensorflow/tfjs";
import { daadPlusStep } from "../../lib/daad/adversarial_step.ts";
import { daadPlusConfig } from "../../lib/daad/config.ts";
import { discriminator } from "../../lib/daad/discriminator.ts";
import { generator } from "../../lib/daad/generator.ts";
import { alignmentLoss, generatorAdversarialLoss } from "../../lib/daad/losses.ts";
import { reconstructionLoss } from "../../lib/nn/losses/reconstruction_loss.ts";
import { useSynchronousBackend } from "../backends/present.ts";
import { assertClose } from "../close.ts";
import { buildNetworks } from "../methods/gan_checks.ts";
import { noLeak } from "../no_leak.ts";
import { TOLERANCE } from "../tolerances.ts";

await useSynchronousBackend();

const facts = { imageSize: 16, channels: 3, trainingImages: 8 } as const;

Deno.test("daadPlusStep: the losses and the layers are those of the configuration", () =>
  noLeak(() => {
    const config = daadPlusConfig.resolve(
      {
        ...{ levels: 2, baseWidth: 4, items: 8 },
        ...{ alignmentLayers: [2], adversarialLoss: "minimax", reconstructionLoss: "l2" },
      },
      facts,
      "test",
    );
    using networks = buildNetworks({
      generator: (own) => generator(own, config),
      discriminator: (own) => discriminator(own, { ...config.discriminator, channels: 3 }),
    });
    tf.tidy(() => {
      const images = tf.randomUniform([2, 16, 16, 3], -1, 1, "float32", 1) as tf.Tensor4D;
      const terms = daadPlusStep(networks, images, () => {}, config);
      const reconstructions = networks.generator.reconstruct(images, "train");
      const [real, fake] = [images, reconstructions].map((x) => networks.discriminator(x));
      const wanted = {
        reconstruction: reconstructionLoss(images, reconstructions, "l2"),
        adversarial: generatorAdversarialLoss(fake!.logits, "minimax"),
        alignment: alignmentLoss([real!.features[1]!], [fake!.features[1]!]),
      };
      for (const [name, loss] of Object.entries(wanted)) {
        assertClose(terms[name]!.dataSync(), loss.dataSync(), TOLERANCE.sums, name);
      }
    });
  }));
