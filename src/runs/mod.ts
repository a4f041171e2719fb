/**
 * Training runs and their directories.
 *
 * @module
 */
export { readRunConfig } from "./read_run_config.ts";
export { type NewRunOptions, RunDirectory } from "./run_directory.ts";
