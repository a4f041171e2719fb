/** A program that uses TensorFlow and prints nothing of its own: `backend_test.ts` looks at what TensorFlow prints. */

import * as tf from "@tensorflow/tfjs";
import { compile } from "../../../src/backend/mod.ts";
import { start } from "../backends.ts";

await start("tensorflow");
await tf.ones([2]).add(1).data();
using double = compile((x) => [x.mul(2)], []);
for (const result of double.run(tf.ones([2]))) await result.data();
