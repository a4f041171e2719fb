/** A program that looks at WebGPU before it uses TensorFlow: this has crashed. */

import * as tf from "@tensorflow/tfjs";
import { start } from "../backends.ts"; // looks at every backend

await navigator.gpu?.requestAdapter();
await start("tensorflow");
await tf.ones([2]).add(1).data();
