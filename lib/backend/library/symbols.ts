/**
 * The part of TensorFlow's C API that the binding calls, as a table for Deno's FFI.
 *
 * Source: tensorflow/c/c_api.h, tensorflow/c/eager/c_api.h, tensorflow/c/tf_tstring.h.
 *
 * @module
 */
import { GRAPH_SYMBOLS } from "./graph_symbols.ts";

/**
 * Signatures of the C functions. `buffer` is a pointer into a typed array, valid during the call.
 */
export const SYMBOLS = {
  ...GRAPH_SYMBOLS,
  TF_Version: { parameters: [], result: "pointer" },

  TF_NewStatus: { parameters: [], result: "pointer" },
  TF_DeleteStatus: { parameters: ["pointer"], result: "void" },
  TF_GetCode: { parameters: ["pointer"], result: "i32" },
  TF_Message: { parameters: ["pointer"], result: "pointer" },

  TFE_NewContextOptions: { parameters: [], result: "pointer" },
  TFE_ContextOptionsSetConfig: {
    parameters: ["pointer", "buffer", "usize", "pointer"],
    result: "void",
  },
  TFE_DeleteContextOptions: { parameters: ["pointer"], result: "void" },
  TFE_NewContext: { parameters: ["pointer", "pointer"], result: "pointer" },
  TFE_DeleteContext: { parameters: ["pointer"], result: "void" },
  TFE_ContextListDevices: { parameters: ["pointer", "pointer"], result: "pointer" },
  TF_DeviceListCount: { parameters: ["pointer"], result: "i32" },
  TF_DeviceListType: { parameters: ["pointer", "i32", "pointer"], result: "pointer" },
  TF_DeviceListName: { parameters: ["pointer", "i32", "pointer"], result: "pointer" },
  TF_DeleteDeviceList: { parameters: ["pointer"], result: "void" },

  TF_AllocateTensor: { parameters: ["i32", "buffer", "i32", "usize"], result: "pointer" },
  TF_TensorData: { parameters: ["pointer"], result: "pointer" },
  TF_TensorByteSize: { parameters: ["pointer"], result: "usize" },
  TF_DeleteTensor: { parameters: ["pointer"], result: "void" },
  TF_StringInit: { parameters: ["pointer"], result: "void" },
  TF_StringCopy: { parameters: ["pointer", "buffer", "usize"], result: "void" },
  TF_StringGetDataPointer: { parameters: ["pointer"], result: "pointer" },
  TF_StringGetSize: { parameters: ["pointer"], result: "usize" },

  TFE_NewTensorHandle: { parameters: ["pointer", "pointer"], result: "pointer" },
  TFE_DeleteTensorHandle: { parameters: ["pointer"], result: "void" },
  TFE_TensorHandleResolve: { parameters: ["pointer", "pointer"], result: "pointer" },
  TFE_TensorHandleDataType: { parameters: ["pointer"], result: "i32" },
  TFE_TensorHandleNumDims: { parameters: ["pointer", "pointer"], result: "i32" },
  TFE_TensorHandleNumElements: { parameters: ["pointer", "pointer"], result: "i64" },
  TFE_TensorHandleDim: { parameters: ["pointer", "i32", "pointer"], result: "i64" },

  TFE_NewOp: { parameters: ["pointer", "buffer", "pointer"], result: "pointer" },
  TFE_DeleteOp: { parameters: ["pointer"], result: "void" },
  TFE_OpAddInput: { parameters: ["pointer", "pointer", "pointer"], result: "void" },
  TFE_OpSetAttrString: { parameters: ["pointer", "buffer", "buffer", "usize"], result: "void" },
  TFE_OpSetAttrStringList: {
    parameters: ["pointer", "buffer", "buffer", "buffer", "i32"],
    result: "void",
  },
  TFE_OpSetAttrInt: { parameters: ["pointer", "buffer", "i64"], result: "void" },
  TFE_OpSetAttrIntList: { parameters: ["pointer", "buffer", "buffer", "i32"], result: "void" },
  TFE_OpSetAttrFloat: { parameters: ["pointer", "buffer", "f32"], result: "void" },
  TFE_OpSetAttrFloatList: { parameters: ["pointer", "buffer", "buffer", "i32"], result: "void" },
  TFE_OpSetAttrBool: { parameters: ["pointer", "buffer", "u8"], result: "void" },
  TFE_OpSetAttrBoolList: { parameters: ["pointer", "buffer", "buffer", "i32"], result: "void" },
  TFE_OpSetAttrType: { parameters: ["pointer", "buffer", "i32"], result: "void" },
  TFE_OpSetAttrTypeList: { parameters: ["pointer", "buffer", "buffer", "i32"], result: "void" },
  TFE_OpSetAttrShape: {
    parameters: ["pointer", "buffer", "buffer", "i32", "pointer"],
    result: "void",
  },
  TFE_OpSetAttrShapeList: {
    parameters: ["pointer", "buffer", "buffer", "buffer", "i32", "pointer"],
    result: "void",
  },
  TFE_Execute: { parameters: ["pointer", "buffer", "buffer", "pointer"], result: "void" },
} as const satisfies Deno.ForeignLibraryInterface;

/** The opened library's functions. */
export type TensorFlowSymbols = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];
