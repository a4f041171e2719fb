/**
 * What a backend is to the rest of the project.
 *
 * @module
 */

/** The engines that tensors can live in. */
export const BACKENDS = ["tensorflow", "wasm", "webgpu"] as const;

/** Name of an engine. */
export type BackendName = typeof BACKENDS[number];

/** Where an engine computes. */
export type DeviceKind = "cpu" | "gpu";

/** What the user asks for. */
export interface BackendOptions {
  /** The engine; `auto` takes the first usable one. @default "auto" */
  readonly backend?: BackendName | "auto";
  /** Where it computes; `auto` leaves it to the engine. @default "auto" */
  readonly device?: DeviceKind | "auto";
  /** Threads of one operation. @default one per core where the engine has threads */
  readonly threads?: number;
  /** Folder of an installed TensorFlow: the one that holds `libtensorflow_cc.so.2`, or the one above. */
  readonly tensorflowDirectory?: string;
  /** The project's cache folder, where `setup` puts TensorFlow. */
  readonly cacheDirectory?: string;
  /** Whether the engine's own messages reach stderr. @default false */
  readonly verbose?: boolean;
}

/** The engine in use, as reports record it. */
export interface BackendInfo {
  readonly name: BackendName;
  /** For example `CPU:0`. */
  readonly device: string;
  /** Version of the engine, for example TensorFlow's. */
  readonly version: string;
  /** Threads that one operation may use. */
  readonly threads: number;
  /**
   * All else that decides the bits of a result: two runs from one seed agree bit for bit if this and the fields above
   * agree.
   */
  readonly determinism: Readonly<Record<string, boolean | number | string>>;
}

/** Whether a backend can be used here. */
export interface BackendCandidate {
  readonly name: BackendName;
  readonly usable: boolean;
  /** Devices that it would compute on; empty when it is not usable. */
  readonly devices: readonly DeviceKind[];
  /** Version of the engine that would be used, or null when none was found. */
  readonly version: string | null;
  /** Why it is or is not usable, and what to do about it: one line. */
  readonly reason: string;
}

/** One engine: a row of the table in `table.ts`. */
export interface Backend {
  readonly name: BackendName;
  /** Says whether the engine can be used, without starting it. Never throws for an absent engine. */
  probe(options: BackendOptions): Promise<BackendCandidate>;
  /**
   * Starts the engine and makes it the one tfjs runs on. Starting it again changes nothing.
   *
   * @throws {InputError} If the engine, the device or the number of threads asked for is not there.
   */
  start(options: BackendOptions): Promise<BackendInfo>;
}
