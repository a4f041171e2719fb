/**
 * Corrects products of matrices whose batch axes are broadcast.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { input } from "../kernel.ts";
import { composition, type Run } from "./composition.ts";
import type { WasmKernel } from "./interface.ts";

/**
 * Kernel `BatchMatMul`: inputs `a` and `b`, shapes [...batch, rows, columns], whose batch axes are broadcast.
 *
 * For result `i`, tfjs' kernel takes matrix `i % n` of an input with `n` matrices. That is right if only leading batch axes
 * are broadcast, such as [5] to [4, 5], and wrong for [4, 1] to [4, 5]. Such an input is first repeated along its axes of
 * length 1.
 */
export function broadcastMatMul(stock: WasmKernel): WasmKernel {
  return (backend, inputs, attributes) => {
    const [a, b] = [input(inputs, "a"), input(inputs, "b")];
    const [batchA, batchB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
    if (String(batchA) === String(batchB)) return stock(backend, inputs, attributes);
    const batch = tf.broadcast_util.assertAndGetBroadcastShape(batchA, batchB);
    if (repetitions(a, batch) === undefined && repetitions(b, batch) === undefined) {
      return stock(backend, inputs, attributes);
    }
    return composition(
      backend,
      (run) => stock(backend, { a: repeat(run, a, batch), b: repeat(run, b, batch) }, attributes),
    );
  };
}

function repeat(run: Run, x: tf.TensorInfo, batch: readonly number[]): tf.TensorInfo {
  const reps = repetitions(x, batch);
  return reps === undefined ? x : run("Tile", { x }, { reps });
}

/** How often to repeat each axis of `x`; undefined where only leading batch axes are broadcast. */
function repetitions(x: tf.TensorInfo, batch: readonly number[]): number[] | undefined {
  const own = x.shape.slice(0, -2);
  const first = own.findIndex((length) => length !== 1);
  if (first === -1) return undefined;
  const wanted = batch.slice(batch.length - own.length);
  const reps = own.map((length, i) => i < first || length !== 1 ? 1 : wanted[i] ?? 1);
  return reps.every((count) => count === 1) ? undefined : [...reps, 1, 1];
}
