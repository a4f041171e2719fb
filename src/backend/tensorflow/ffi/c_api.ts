/**
 * The functions of TensorFlow's C API that are used here.
 *
 * Two conventions keep every call on V8's fast path: a C pointer is a `u64`, hence a bigint (a number would take
 * 15 times as long), and an `int64_t` result that is known to be small is declared `i32`.
 *
 * @module
 */

const pointer = "u64";

/** `struct TF_Output { TF_Operation* oper; int index; }` by value: {@linkcode OUTPUT_SIZE} bytes. */
const output = { struct: [pointer, "i32"] } as const;

/** Bytes of a `TF_Output`. */
export const OUTPUT_SIZE = 16;

/** Functions that set an attribute: parameters are the operation, the attribute's name and its value. */
const setter = {
  text: { parameters: [pointer, pointer, "buffer", "usize"], result: "void" },
  integer: { parameters: [pointer, pointer, "i64"], result: "void" },
  float: { parameters: [pointer, pointer, "f32"], result: "void" },
  flag: { parameters: [pointer, pointer, "u8"], result: "void" },
  type: { parameters: [pointer, pointer, "i32"], result: "void" },
  /** Texts and their lengths. */
  texts: { parameters: [pointer, pointer, pointer, pointer, "i32"], result: "void" },
  /** An array of numbers. */
  numbers: { parameters: [pointer, pointer, pointer, "i32"], result: "void" },
} as const;

/** The functions, with the headers' names and types: `tensorflow/c/c_api.h`, `tensorflow/c/eager/c_api.h`. */
export const C_API = {
  TF_Version: { parameters: [], result: pointer },
  TF_NewStatus: { parameters: [], result: pointer },
  TF_GetCode: { parameters: [pointer], result: "u32" },
  TF_Message: { parameters: [pointer], result: pointer },
  TF_GetAllOpList: { parameters: [], result: pointer },
  TF_DeleteBuffer: { parameters: [pointer], result: "void" },

  TF_AllocateTensor: { parameters: ["i32", pointer, "i32", "usize"], result: pointer },
  TF_DeleteTensor: { parameters: [pointer], result: "void" },
  TF_TensorData: { parameters: [pointer], result: pointer },
  TF_TensorByteSize: { parameters: [pointer], result: pointer },
  TF_TensorElementCount: { parameters: [pointer], result: "u32" },
  TF_StringInit: { parameters: [pointer], result: "void" },
  TF_StringCopy: { parameters: [pointer, "buffer", "usize"], result: "void" },
  TF_StringGetDataPointer: { parameters: [pointer], result: pointer },
  TF_StringGetSize: { parameters: [pointer], result: "u32" },
  TF_StringDealloc: { parameters: [pointer], result: "void" },

  TF_DeviceListCount: { parameters: [pointer], result: "i32" },
  TF_DeviceListName: { parameters: [pointer, "i32", pointer], result: pointer },
  TF_DeviceListType: { parameters: [pointer, "i32", pointer], result: pointer },
  TF_DeleteDeviceList: { parameters: [pointer], result: "void" },

  TFE_NewContextOptions: { parameters: [], result: pointer },
  TFE_ContextOptionsSetConfig: {
    parameters: [pointer, "buffer", "usize", pointer],
    result: "void",
  },
  TFE_DeleteContextOptions: { parameters: [pointer], result: "void" },
  TFE_NewContext: { parameters: [pointer, pointer], result: pointer },
  TFE_ContextListDevices: { parameters: [pointer, pointer], result: pointer },

  TFE_NewTensorHandle: { parameters: [pointer, pointer], result: pointer },
  TFE_DeleteTensorHandle: { parameters: [pointer], result: "void" },
  TFE_TensorHandleDataType: { parameters: [pointer], result: "i32" },
  TFE_TensorHandleNumDims: { parameters: [pointer, pointer], result: "i32" },
  TFE_TensorHandleDim: { parameters: [pointer, "i32", pointer], result: "i32" },
  TFE_TensorHandleResolve: { parameters: [pointer, pointer], result: pointer },
  TFE_TensorHandleCopySharingTensor: { parameters: [pointer, pointer], result: pointer },
  TFE_TensorHandleCopyToDevice: {
    parameters: [pointer, pointer, pointer, pointer],
    result: pointer,
  },

  TFE_NewOp: { parameters: [pointer, pointer, pointer], result: pointer },
  TFE_DeleteOp: { parameters: [pointer], result: "void" },
  TFE_OpAddInput: { parameters: [pointer, pointer, pointer], result: "void" },
  TFE_OpSetAttrString: setter.text,
  TFE_OpSetAttrInt: setter.integer,
  TFE_OpSetAttrFloat: setter.float,
  TFE_OpSetAttrBool: setter.flag,
  TFE_OpSetAttrType: setter.type,
  TFE_OpSetAttrShape: {
    parameters: [pointer, pointer, pointer, "i32", pointer],
    result: "void",
  },
  TFE_OpSetAttrStringList: setter.texts,
  TFE_OpSetAttrIntList: setter.numbers,
  TFE_OpSetAttrFloatList: setter.numbers,
  TFE_OpSetAttrBoolList: setter.numbers,
  TFE_OpSetAttrTypeList: setter.numbers,
  TFE_Execute: { parameters: [pointer, pointer, pointer, pointer], result: "void" },
  TFE_ContextAddFunction: { parameters: [pointer, pointer, pointer], result: "void" },
  TFE_ContextRemoveFunction: { parameters: [pointer, pointer, pointer], result: "void" },

  TF_NewGraph: { parameters: [], result: pointer },
  TF_DeleteGraph: { parameters: [pointer], result: "void" },
  TF_NewOperation: { parameters: [pointer, pointer, pointer], result: pointer },
  TF_AddInput: { parameters: [pointer, output], result: "void" },
  TF_AddInputList: { parameters: [pointer, pointer, "i32"], result: "void" },
  TF_FinishOperation: { parameters: [pointer, pointer], result: pointer },
  TF_OperationNumOutputs: { parameters: [pointer], result: "i32" },
  TF_OperationOutputType: { parameters: [output], result: "i32" },
  TF_GraphGetTensorNumDims: { parameters: [pointer, output, pointer], result: "i32" },
  TF_GraphGetTensorShape: {
    parameters: [pointer, output, pointer, "i32", pointer],
    result: "void",
  },
  TF_GraphToFunction: {
    parameters: [
      ...[pointer, pointer, "u8"], // graph, name, whether a hash is appended to it
      ...["i32", pointer], // operations: -1 for all
      ...["i32", pointer], // inputs
      ...["i32", pointer], // outputs
      ...[pointer, pointer, pointer, pointer], // names of the outputs, options, description, status
    ],
    result: pointer,
  },
  TF_DeleteFunction: { parameters: [pointer], result: "void" },
  TF_SetAttrString: setter.text,
  TF_SetAttrInt: setter.integer,
  TF_SetAttrFloat: setter.float,
  TF_SetAttrBool: setter.flag,
  TF_SetAttrType: setter.type,
  TF_SetAttrShape: setter.numbers,
  TF_SetAttrStringList: setter.texts,
  TF_SetAttrIntList: setter.numbers,
  TF_SetAttrFloatList: setter.numbers,
  TF_SetAttrBoolList: setter.numbers,
  TF_SetAttrTypeList: setter.numbers,
  TF_SetAttrTensor: { parameters: [pointer, pointer, pointer, pointer], result: "void" },

  // The C library, which TensorFlow depends on. `Deno.UnsafePointer` would need --allow-ffi for everything.
  strlen: { parameters: [pointer], result: "u32" },
  memcpy: { parameters: [pointer, "buffer", "usize"], result: pointer },
  copyOut: { name: "memcpy", parameters: ["buffer", pointer, "usize"], result: pointer },
} as const satisfies Deno.ForeignLibraryInterface;

/**
 * `absl::SetMinLogLevel(LogSeverityAtLeast)` of the Abseil in TensorFlow 2.21, which sets the level of its log messages:
 * this version ignores `TF_CPP_MIN_LOG_LEVEL`. In `libtensorflow_framework.so.2`.
 */
export const LOG_API = {
  setMinLogLevel: {
    name: "_ZN4absl12lts_2025081414SetMinLogLevelENS0_18LogSeverityAtLeastE",
    parameters: ["i32"],
    result: "void",
    optional: true,
  },
} as const satisfies Deno.ForeignLibraryInterface;

/** The loaded functions. */
export type CApi = Deno.StaticForeignLibraryInterface<typeof C_API>;

/** The values of `TF_DataType` that tfjs uses. */
export const DataTypes = {
  TF_FLOAT: 1,
  TF_INT32: 3,
  TF_UINT8: 4,
  TF_STRING: 7,
  TF_COMPLEX64: 8,
  TF_INT64: 9,
  TF_BOOL: 10,
  TF_RESOURCE: 20,
} as const;

/** `TF_AttrType`, and `TF_ATTR_RESOURCE`, which tfjs expects and TensorFlow does not have. */
export const AttributeTypes = {
  TF_ATTR_STRING: 0,
  TF_ATTR_INT: 1,
  TF_ATTR_FLOAT: 2,
  TF_ATTR_BOOL: 3,
  TF_ATTR_TYPE: 4,
  TF_ATTR_SHAPE: 5,
  TF_ATTR_RESOURCE: 6,
} as const;
