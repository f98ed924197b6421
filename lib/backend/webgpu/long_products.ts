/**
 * Keeps tfjs's WebGPU backend from a program for long products of matrices that computes wrong sums.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/** From this inner dimension on, tfjs splits the sums of small products and adds the parts atomically. */
const LONG = 2000;

/** tfjs's number of its usual program, which does not split. */
const USUAL_PROGRAM = 3;

/** The flag by which tfjs lets the program be chosen; −1 leaves the choice to tfjs. */
const PROGRAM_FLAG = "WEBGPU_MATMUL_PROGRAM_TYPE";

type KernelArguments = Parameters<tf.KernelFunc>[0];

/**
 * Length of the sums by kernel. Convolutions are products too where the filter has one position or
 * covers the whole image; elsewhere the flag changes nothing.
 */
const LENGTHS: Readonly<Record<string, (args: KernelArguments) => number>> = {
  BatchMatMul: productLength,
  _FusedMatMul: productLength,
  Conv2D: filterLength,
  FusedConv2D: filterLength,
};

/**
 * Replaces the kernels. Measured with tfjs 4.22 on Mesa's llvmpipe: `[16, 2048] · [2048, 16]` is wrong by
 * more than its largest value. Sums that are added atomically also come in any order, so that the same
 * scores would not have the same bits.
 */
export function avoidSplitProducts(): void {
  for (const [name, lengthOf] of Object.entries(LENGTHS)) {
    const kernel = tf.getKernel(name, "webgpu")!;
    tf.unregisterKernel(name, "webgpu");
    tf.registerKernel({
      ...kernel,
      kernelFunc: (args) => {
        if (lengthOf(args) < LONG) return kernel.kernelFunc(args);
        tf.env().set(PROGRAM_FLAG, USUAL_PROGRAM);
        try {
          return kernel.kernelFunc(args);
        } finally {
          tf.env().set(PROGRAM_FLAG, -1);
        }
      },
    });
  }
}

function productLength({ inputs, attrs }: KernelArguments): number {
  const shape = (inputs.a as tf.TensorInfo).shape;
  return attrs!.transposeA ? shape.at(-2)! : shape.at(-1)!;
}

function filterLength({ inputs }: KernelArguments): number {
  const [height, width, channels] = (inputs.filter as tf.TensorInfo).shape;
  return height! * width! * channels!;
}
