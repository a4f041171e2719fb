/**
 * Model files that repr does not read, and the commands that make ones of them that it reads.
 *
 * @module
 */

/** Of a TensorFlow SavedModel. */
export const SAVED_MODEL =
  "it is a TensorFlow SavedModel (convert it: pip install tensorflowjs, then tensorflowjs_converter --input_format=tf_saved_model FOLDER OUT)";

/** Of the files of a TensorFlow checkpoint. */
export const TENSORFLOW_CHECKPOINT =
  'it is part of a TensorFlow checkpoint (convert it in Python: r = tensorflow.train.load_checkpoint(PREFIX); numpy.savez("weights.npz", **{n: r.get_tensor(n) for n in r.get_variable_to_shape_map()}))';

/** Of a TensorFlow graph in one `.pb` file. */
export const FROZEN_GRAPH =
  "it is a TensorFlow graph in a .pb file (convert it: pip install tensorflowjs, then tensorflowjs_converter --input_format=tf_frozen_model FILE OUT, with the names of its output nodes)";

/** Of a program of `torch.export`. */
export const TORCH_EXPORT =
  "it is a program of torch.export (.pt2), not weights (save torch.export.load(FILE).state_dict with torch.save, or as safetensors)";

/** Of the index of Keras' weights in several files. */
export const KERAS_SHARDS =
  'it is the index of Keras\' weights in several files (load them into the model, then model.save("model.keras") or model.save_weights("model.weights.h5"))';

/** Of ONNX models after dynamic quantization. */
export const ONNX_INTEGERS =
  "its layers are ConvInteger or MatMulInteger, quantized while the model runs (give the model before onnxruntime.quantization.quantize_dynamic; quantize_static with QuantFormat.QDQ is read, too)";

/** Of NumPy files that hold Python objects, such as a dictionary of arrays. */
export const NUMPY_OBJECTS =
  "arrays of Python objects, such as a dictionary, are never unpickled (save the arrays: numpy.savez(FILE, **dictionary))";

/** The SavedModel or TensorFlow checkpoint that a folder's files are; undefined for other folders. */
export function tensorflowFolder(files: readonly string[]): string | undefined {
  if (files.some((name) => /^saved_model\.pb(txt)?$/.test(name))) return SAVED_MODEL;
  return files.some((name) => /\.data-\d{5}-of-\d{5}$/.test(name))
    ? TENSORFLOW_CHECKPOINT
    : undefined;
}

/**
 * What a file of TensorFlow is, by its name and first bytes; undefined for other files.
 *
 * @param path The file's path: the data of a checkpoint begin with any numbers.
 * @param head The first bytes, one character each.
 */
export function tensorflowFile(path: string, head: string): string | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (name === "saved_model.pb" || name === "saved_model.pbtxt") return SAVED_MODEL;
  if (/\.data-\d{5}-of-\d{5}$/.test(name) || head.startsWith("model_checkpoint_path:")) {
    return TENSORFLOW_CHECKPOINT;
  }
  if (name.endsWith(".index") && head.startsWith("\0")) return TENSORFLOW_CHECKPOINT;
  // A GraphDef begins with a node: its length, its name, its operation.
  return /^\n[\s\S]{1,3}\n[\s\S]{1,2}[\w./-]+\W.(Placeholder|Const|NoOp|Variable)/.test(head)
    ? FROZEN_GRAPH
    : undefined;
}
