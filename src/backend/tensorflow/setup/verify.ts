/**
 * Checks that an installed TensorFlow computes.
 *
 * @module
 */

import { DataTypes } from "../ffi/c_api.ts";
import { Libtensorflow } from "../ffi/libtensorflow.ts";
import { Runtime } from "../eager/runtime.ts";
import { attribute } from "../ops/attribute.ts";
import { createTensor, readTensor } from "../eager/tensors.ts";

/**
 * Loads TensorFlow, which then stays loaded, and adds 1 and 2.
 *
 * @param directory The folder with the library.
 * @returns The devices that it lists, for example `CPU:0`.
 * @throws {Error} If it cannot be loaded or computes another sum.
 */
export async function verify(directory: string): Promise<string[]> {
  const runtime = new Runtime(await Libtensorflow.load(directory), { threads: 1, hideGpus: false });
  const [one, two] = [1, 2].map((value) =>
    createTensor(runtime, [1], DataTypes.TF_FLOAT, Float32Array.of(value))
  );
  if (one === undefined || two === undefined) throw new TypeError("two tensors expected");
  const [sum = 0n] = runtime.execute("AddV2", [attribute.float32("T")], [one, two], 1);
  const [value] = readTensor(runtime, sum);
  if (value !== 3) throw new Error(`TensorFlow in ${directory} computes 1 + 2 = ${value}`);
  return runtime.devices.map(({ name }) => name.replace(/^.*device:/, ""));
}
