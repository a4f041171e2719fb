/**
 * What `repr train` does once its call is understood.
 *
 * @module
 */
import { checkOutput } from "./output.ts";
import { printedConfig } from "./print_config.ts";
import { resolveTrain } from "./resolve_train.ts";
import { printResult } from "./terminal.ts";
import { TRAIN_OPTIONS } from "./train_options.ts";

/**
 * Trains.
 *
 * @param flags Commander's options.
 */
export async function runTrain(flags: Readonly<Record<string, unknown>>): Promise<void> {
  const call = await resolveTrain(flags, (name) => Deno.env.get(name));
  if (call.common.printConfig) {
    const format = call.common.json ? "json" : "yaml";
    return printResult(printedConfig(TRAIN_OPTIONS, call.resolved, format));
  }
  await checkOutput(call.common);
  throw new Error("training is not there yet");
}
