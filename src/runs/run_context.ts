/**
 * What a run with a directory gets from its caller, and the events that it sends.
 *
 * @module
 */
import type { Dataset, Progress } from "../../data/mod.ts";
import type { BackendInfo } from "../backend/mod.ts";
import type { TrainEvent } from "../training/mod.ts";
import type { DataChoice } from "./config.ts";

/** An event of a run that concerns its directory. */
export type RunEvent =
  | TrainEvent
  /** The directory was made or opened, and the first step is next. */
  | { readonly type: "directory"; readonly path: string }
  /** Something that the user should know. */
  | { readonly type: "warning"; readonly message: string };

/** What a run with a directory gets from its caller, in addition to its options. */
export interface RunContext {
  /** The run's directory, empty or not there yet. @default a new one in `runs/` */
  readonly directory?: string | null;
  /** The directory of a run to continue. Its options have to be those of the run. @default a new run */
  readonly resume?: string | null;
  /** The images. @default loaded as `data` says */
  readonly dataset?: Dataset;
  /** Which images are loaded, and named in `config.json`. @default the built-in images */
  readonly data?: Partial<DataChoice>;
  /** Folder for downloaded images. @default none: CIFAR needs its `dataDir` */
  readonly cacheDir?: string;
  /** Receives how far the images are loaded. */
  readonly loading?: Progress;
  /** The backend that tfjs runs on, as `useBackend` returned it. @default started here: the fastest one */
  readonly backend?: BackendInfo;
  /** The options that `config.json` and the report show. @default all options, under their flat keys */
  readonly shownOptions?: Readonly<Record<string, unknown>>;
  /** Receives each event. */
  readonly progress?: (event: RunEvent) => void;
  /** Ends the run after the present step, with its state saved. */
  readonly signal?: AbortSignal;
}
