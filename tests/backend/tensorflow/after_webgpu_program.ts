/** A program that requests a WebGPU adapter before it uses TensorFlow: this used to crash. */

import * as tf from "@tensorflow/tfjs";
import { start } from "../backends.ts"; // the import checks every backend

await navigator.gpu?.requestAdapter();
await start("tensorflow");
await tf.ones([2]).add(1).data();
