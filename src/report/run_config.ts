/**
 * `config.json`: everything that has to be the same for a run to have the same bits again.
 *
 * @module
 */
import Type, { type Static } from "typebox";
import { BackendFacts, DataFacts, ModelFacts } from "./run_facts.ts";
import { closed, headerFields } from "./report_header.ts";

/** The version of run directories that this program writes and reads. */
export const RUN_VERSION = 1;

/** Schema of a run directory's `config.json`. */
export const RunConfig = Type.Object({
  ...headerFields("run", RUN_VERSION),
  startedAt: Type.Number({ description: "when the run began, in seconds since 1970 (UTC)" }),
  model: ModelFacts,
  data: DataFacts,
  backend: BackendFacts,
  versions: Type.Record(Type.String(), Type.String(), {
    description: "of Deno, V8 and the libraries that compute",
  }),
  platform: Type.String({ description: "operating system and processor" }),
}, closed("configuration of one run"));

/** A run directory's `config.json`. */
export type RunConfig = Static<typeof RunConfig>;
