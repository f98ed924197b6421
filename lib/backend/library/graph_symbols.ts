/**
 * The part of TensorFlow's C API that builds graphs and functions, as a table for Deno's FFI.
 *
 * Source: tensorflow/c/c_api.h, tensorflow/c/c_api_function.h, tensorflow/c/eager/c_api.h.
 *
 * @module
 */

/** `TF_Output`, passed by value: an operation's pointer and the number of one of its outputs. */
const OUTPUT = { struct: ["pointer", "i32"] } as const;

/**
 * Signatures of the C functions. `buffer` is a pointer into a typed array, valid during the call.
 */
export const GRAPH_SYMBOLS = {
  TF_NewGraph: { parameters: [], result: "pointer" },
  TF_DeleteGraph: { parameters: ["pointer"], result: "void" },
  TF_NewOperation: { parameters: ["pointer", "buffer", "buffer"], result: "pointer" },
  TF_AddInput: { parameters: ["pointer", OUTPUT], result: "void" },
  TF_AddControlInput: { parameters: ["pointer", "pointer"], result: "void" },
  TF_AddInputList: { parameters: ["pointer", "buffer", "i32"], result: "void" },
  TF_SetAttrString: { parameters: ["pointer", "buffer", "buffer", "usize"], result: "void" },
  TF_SetAttrStringList: {
    parameters: ["pointer", "buffer", "buffer", "buffer", "i32"],
    result: "void",
  },
  TF_SetAttrInt: { parameters: ["pointer", "buffer", "i64"], result: "void" },
  TF_SetAttrIntList: { parameters: ["pointer", "buffer", "buffer", "i32"], result: "void" },
  TF_SetAttrFloat: { parameters: ["pointer", "buffer", "f32"], result: "void" },
  TF_SetAttrFloatList: { parameters: ["pointer", "buffer", "buffer", "i32"], result: "void" },
  TF_SetAttrBool: { parameters: ["pointer", "buffer", "u8"], result: "void" },
  TF_SetAttrBoolList: { parameters: ["pointer", "buffer", "buffer", "i32"], result: "void" },
  TF_SetAttrType: { parameters: ["pointer", "buffer", "i32"], result: "void" },
  TF_SetAttrTypeList: { parameters: ["pointer", "buffer", "buffer", "i32"], result: "void" },
  TF_SetAttrShape: { parameters: ["pointer", "buffer", "buffer", "i32"], result: "void" },
  TF_SetAttrShapeList: {
    parameters: ["pointer", "buffer", "buffer", "buffer", "i32"],
    result: "void",
  },
  TF_SetAttrTensor: { parameters: ["pointer", "buffer", "pointer", "pointer"], result: "void" },
  TF_FinishOperation: { parameters: ["pointer", "pointer"], result: "pointer" },
  TF_OperationNumOutputs: { parameters: ["pointer"], result: "i32" },
  TF_OperationOutputType: { parameters: [OUTPUT], result: "i32" },
  TF_GraphGetTensorNumDims: { parameters: ["pointer", OUTPUT, "pointer"], result: "i32" },
  TF_GraphGetTensorShape: {
    parameters: ["pointer", OUTPUT, "buffer", "i32", "pointer"],
    result: "void",
  },
  TF_GraphToFunction: {
    parameters: [
      "pointer", // graph
      "buffer", // name
      "u8", // whether a hash is appended to the name
      "i32", // operations to include; −1 = all
      "pointer",
      "i32", // inputs
      "buffer",
      "i32", // outputs
      "buffer",
      "pointer", // names of the outputs
      "pointer", // options
      "pointer", // description
      "pointer", // status
    ],
    result: "pointer",
  },
  TF_DeleteFunction: { parameters: ["pointer"], result: "void" },
  TFE_ContextAddFunction: { parameters: ["pointer", "pointer", "pointer"], result: "void" },
  TFE_ContextRemoveFunction: { parameters: ["pointer", "buffer", "pointer"], result: "void" },
  TFE_TensorHandleCopySharingTensor: { parameters: ["pointer", "pointer"], result: "pointer" },
  /** `TFE_Execute` on a separate thread, while the event loop goes on. */
  executeInBackground: {
    name: "TFE_Execute",
    parameters: ["pointer", "buffer", "buffer", "pointer"],
    result: "void",
    nonblocking: true,
  },
} as const satisfies Deno.ForeignLibraryInterface;
