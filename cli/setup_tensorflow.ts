/**
 * `deno task setup [--cuda] [--python PYTHON] [--optional]`: installs TensorFlow for `--backend tensorflow`.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { type SetupOptions, setupTensorflow } from "../src/backend/tensorflow/setup/mod.ts";
import { InputError, messageOf } from "../src/errors.ts";
import { described, statusOf } from "./output/errors.ts";
import { cacheFolder } from "./options/cache_folder.ts";
import { BACKEND_OPTIONS } from "./options/backend_options.ts";
import { printMessage } from "./output/terminal.ts";

const HELP = `Usage: deno task setup [--cuda] [--python PYTHON] [--optional]

Installs TensorFlow's library with pip into the cache folder (REPR_CACHE), for --backend tensorflow.

  --cuda           the one for NVIDIA GPUs, with CUDA's libraries
  --python PYTHON  the Python whose pip is used (default: python3)
  --optional       no error where it cannot be installed, only a message
  --help           this text`;

/**
 * Installs TensorFlow, or finds the one that is installed.
 *
 * @param args The words after the script's name.
 * @throws {InputError} If an argument is unknown, or TensorFlow cannot be installed here and has to be.
 */
export async function setup(args: readonly string[]): Promise<void> {
  const { optional = false, help = false, ...options } = optionsOf(args);
  if (help) return printMessage(HELP);
  try {
    await install(options);
  } catch (error) {
    if (!optional || !(error instanceof InputError)) throw error;
    printMessage(`TensorFlow is left out. ${described(error, { options: BACKEND_OPTIONS })}`);
  }
}

async function install(options: Pick<SetupOptions, "cuda" | "python">): Promise<void> {
  const { directory, version, installed, devices } = await setupTensorflow({
    ...options,
    cacheDirectory: cacheFolder((name) => Deno.env.get(name)),
    progress: printMessage,
  });
  printMessage(
    `TensorFlow ${version} ${installed ? "installed" : "was already"} in ${directory}; ` +
      `it computes on ${devices.join(", ")}`,
  );
}

function optionsOf(
  args: readonly string[],
): { cuda?: boolean; python?: string; optional?: boolean; help?: boolean } {
  try {
    const options = {
      cuda: { type: "boolean" },
      python: { type: "string" },
      optional: { type: "boolean" },
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
    printMessage(`error: ${described(error, { options: BACKEND_OPTIONS })}`);
    Deno.exit(statusOf(error));
  }
}
