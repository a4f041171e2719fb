/**
 * The interface that every backend implements, and its options and results.
 *
 * @module
 */

import type { BackendName, DeviceKind } from "./names.ts";

/** The choice of a backend. */
export interface BackendOptions {
  /** The backend; `auto` takes the first usable one of TensorFlow and wasm. @default "auto" */
  readonly backend?: BackendName | "auto";
  /** The device that the backend computes on; with `auto` the backend chooses. @default "auto" */
  readonly device?: DeviceKind | "auto";
  /** Threads of one operation. @default one per core on TensorFlow, 1 elsewhere */
  readonly threads?: number;
  /**
   * Folder of an installed TensorFlow: the folder that holds `libtensorflow_cc.so.2`, or its parent.
   *
   * @default the installation in `cacheDirectory`
   */
  readonly tensorflowDirectory?: string;
  /** The project's cache folder, where `deno task setup` installs TensorFlow. @default none */
  readonly cacheDirectory?: string;
  /** Whether the native library prints its own messages to stderr. @default false */
  readonly verbose?: boolean;
}

/** The backend in use, as reports record it. */
export interface BackendInfo {
  /** The backend. */
  readonly name: BackendName;
  /** The device that it computes on, for example `CPU:0`. */
  readonly device: string;
  /** Version of its library, for example TensorFlow's. */
  readonly version: string;
  /** Threads that one operation may use. */
  readonly threads: number;
  /**
   * Everything else that decides the bits of a result: two runs from one seed agree bit for bit if this field and the
   * fields above are equal.
   */
  readonly determinism: Readonly<Record<string, boolean | number | string>>;
}

/** Whether a backend can be used on this machine. */
export interface BackendCandidate {
  /** The backend. */
  readonly name: BackendName;
  /** Whether it can be used. */
  readonly usable: boolean;
  /** The devices that it can compute on; empty if it is not usable. */
  readonly devices: readonly DeviceKind[];
  /** Version of its library, or null if none was found. */
  readonly version: string | null;
  /** One line: why it is usable or not, and what to do about that. */
  readonly reason: string;
}

/** One backend. */
export interface Backend {
  /** Its name. */
  readonly name: BackendName;
  /** Finds out whether the backend can be used, without starting it. Never throws for a missing library or device. */
  probe(options: BackendOptions): Promise<BackendCandidate>;
  /**
   * Starts the backend and makes it tfjs' current one. Starting it again changes nothing.
   *
   * @throws {InputError} If the library, the device or the number of threads that was asked for is not available.
   */
  start(options: BackendOptions): Promise<BackendInfo>;
}
