/**
 * Installs TensorFlow's library into the project's cache.
 *
 * @module
 */

import { join } from "node:path";
import { InputError, messageOf } from "../../../errors.ts";
import { lockFile } from "../../../files/file_lock.ts";
import { damagedLibrary, installationFolder, VERSION } from "../ffi/installation.ts";
import { cudaPackages, findPip, pipInstall } from "./pip.ts";
import { verify } from "./verify.ts";

/** The options of {@linkcode setupTensorflow}. */
export interface SetupOptions {
  /** The project's cache folder, which is created if it does not exist. */
  readonly cacheDirectory: string;
  /** Whether to install CUDA's libraries as well (about 2.5 GB more). @default false */
  readonly cuda?: boolean;
  /** The Python whose pip is used. @default `python3`, or `python` if there is no `python3` */
  readonly python?: string;
  /** Called with one line about each thing that is done. @default no call */
  readonly progress?: (message: string) => void;
  /** Ends the installation. Complete downloads stay in pip's own cache. @default none */
  readonly signal?: AbortSignal;
}

/** An installation of TensorFlow. */
export interface Setup {
  /** The folder, which `useBackend` takes as `tensorflowDirectory` and finds in `cacheDirectory`. */
  readonly directory: string;
  /** TensorFlow's version. */
  readonly version: string;
  /** Whether it was installed now: false if it was there already. */
  readonly installed: boolean;
  /** The devices that TensorFlow can compute on, for example `CPU:0`. */
  readonly devices: readonly string[];
}

/**
 * Installs TensorFlow if it is not there yet, and checks that it computes. TensorFlow stays loaded afterwards.
 *
 * Everything is installed into a temporary folder, which is renamed at the end: a process that is killed leaves
 * no incomplete installation, and the next one starts again, with pip's cache.
 *
 * @param options Where and what to install.
 * @returns The installation.
 * @throws {InputError} If there is no Python, network, disk space, permission or TensorFlow for this machine.
 */
export async function setupTensorflow(options: SetupOptions): Promise<Setup> {
  const { cacheDirectory, cuda = false, progress = () => {} } = options;
  const { os } = Deno.build;
  if (os !== "linux") {
    throw new InputError(
      `Cannot install TensorFlow: its library is for Linux, this is ${os} (use \`backend\` wasm)`,
    );
  }
  const directory = installationFolder(cacheDirectory);
  try {
    await Deno.mkdir(cacheDirectory, { recursive: true });
    using _lock = await lockFile(`${directory}.lock`, options.signal);
    const installed = !await isComplete(directory, cuda);
    if (installed) await install(directory, options);
    progress("checking that it computes");
    const devices = await verify(join(directory, "tensorflow"));
    return { directory, version: VERSION, installed, devices };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof InputError || error instanceof Deno.errors.NotCapable) throw error;
    throw new InputError(
      `Cannot set TensorFlow ${VERSION} up in ${directory}: ${messageOf(error)} ` +
        "(is there a network, disk space and permission? " +
        "Or name an installation with `tensorflowDirectory`)",
      { cause: error },
    );
  }
}

async function isComplete(directory: string, cuda: boolean): Promise<boolean> {
  if (await damageIn(directory) !== undefined) return false;
  if (!cuda) return true;
  return await Deno.stat(join(directory, "nvidia")).then(() => true, () => false);
}

/** What is damaged in an installation. */
async function damageIn(directory: string): Promise<string | undefined> {
  const damaged = await damagedLibrary(join(directory, "tensorflow"));
  return damaged && `${damaged.library}: ${damaged.damage}`;
}

async function install(directory: string, options: SetupOptions): Promise<void> {
  const { cuda = false, python, progress = () => {}, signal } = options;
  const pip = await findPip(python);
  const target = `${directory}.partial`;
  await remove(target);
  const wheel = cuda ? "tensorflow" : "tensorflow-cpu";
  progress(`installing ${wheel} ${VERSION} with pip (${cuda ? "570" : "270"} MB)`);
  await pipInstall(pip, { target, packages: [`${wheel}==${VERSION}`], progress, signal });
  if (cuda) {
    const packages = await cudaPackages(target);
    progress(`installing CUDA's libraries with pip (${packages.length} packages)`);
    await pipInstall(pip, { target, packages, progress, signal });
  }
  const damage = await damageIn(target);
  if (damage !== undefined) throw new Error(damage);
  await keepLibrary(join(target, "tensorflow"));
  await remove(directory);
  await Deno.rename(target, directory);
}

async function remove(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Removes the wheel's Python code and headers, a third of its size: only the libraries are used. */
async function keepLibrary(folder: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory || name.endsWith(".py")) await remove(join(folder, name));
  }
}
