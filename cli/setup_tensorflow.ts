/**
 * `deno task setup [--cuda] [--python PYTHON]`: installs TensorFlow for `--backend tensorflow`.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { setupTensorflow } from "../src/backend/tensorflow/setup/mod.ts";
import { InputError, messageOf } from "../src/errors.ts";
import { described, statusOf } from "./output/errors.ts";
import { cacheFolder } from "./options/cache_folder.ts";
import { BACKEND_OPTIONS } from "./options/options.ts";
import { printAside } from "./output/terminal.ts";

const HELP = `Usage: deno task setup [--cuda] [--python PYTHON]

Installs TensorFlow's library with pip into the cache folder (REPR_CACHE), for --backend tensorflow.

  --cuda           the one for NVIDIA GPUs, with CUDA's libraries
  --python PYTHON  the Python whose pip is used (default: python3)
  --help           this text`;

/**
 * Runs the set-up.
 *
 * @param args What follows the program's name.
 */
export async function setup(args: readonly string[]): Promise<void> {
  const { cuda, python, help } = optionsOf(args);
  if (help) return printAside(HELP);
  const { directory, version, installed, devices } = await setupTensorflow({
    cacheDirectory: cacheFolder((name) => Deno.env.get(name)),
    ...(cuda === undefined ? {} : { cuda }),
    ...(python === undefined ? {} : { python }),
    progress: printAside,
  });
  printAside(
    `TensorFlow ${version} ${installed ? "installed" : "was already"} in ${directory}; ` +
      `it computes on ${devices.join(", ")}`,
  );
}

function optionsOf(args: readonly string[]): { cuda?: boolean; python?: string; help?: boolean } {
  try {
    const options = {
      cuda: { type: "boolean" },
      python: { type: "string" },
      help: { type: "boolean" },
    } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new InputError(messageOf(error));
  }
}

if (import.meta.main) {
  try {
    await setup(Deno.args);
  } catch (error) {
    printAside(`error: ${described(error, { options: BACKEND_OPTIONS })}`);
    Deno.exit(statusOf(error));
  }
}
