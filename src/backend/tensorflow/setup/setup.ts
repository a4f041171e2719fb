/**
 * Installs TensorFlow's library into the project's cache.
 *
 * @module
 */

import { join } from "node:path";
import { InputError, messageOf } from "../../../errors.ts";
import { elfDamage } from "../ffi/elf.ts";
import { installationFolder } from "../ffi/installation.ts";
import { LIBRARIES, VERSION } from "../version.ts";
import { cudaPackages } from "./cuda_packages.ts";
import { findPip, pipInstall } from "./pip.ts";
import { verify } from "./verify.ts";

/** How TensorFlow is set up. */
export interface SetupOptions {
  /** The project's cache folder; made if need be. */
  readonly cacheDirectory: string;
  /** Whether to install CUDA's libraries as well (some 2.5 GB more). @default false */
  readonly cuda?: boolean;
  /** The Python whose pip is used. @default `python3`, else `python` */
  readonly python?: string;
  /** Told what is being done, a line at a time. */
  readonly progress?: (message: string) => void;
  /** Ends it; what was downloaded whole stays in pip's own cache. */
  readonly signal?: AbortSignal;
}

/** What was set up. */
export interface Setup {
  /** The folder to name with `--tensorflow-dir`; the cache is looked at anyway. */
  readonly directory: string;
  readonly version: string;
  /** False if it was there already. */
  readonly installed: boolean;
  /** What TensorFlow computes on, for example `CPU:0`. */
  readonly devices: readonly string[];
}

/**
 * Installs TensorFlow if it is not there yet, and has it compute something.
 *
 * Everything is put into a folder beside the final one, which is renamed at the end: a run that was killed leaves no
 * half installation, and the next one starts afresh, with pip's cache.
 *
 * @throws {InputError} If there is no Python, no network, no room, no permission or no TensorFlow for this machine.
 */
export async function setupTensorflow(options: SetupOptions): Promise<Setup> {
  const { cacheDirectory, cuda = false, progress = () => {} } = options;
  const { os } = Deno.build;
  if (os !== "linux") {
    throw new InputError(
      `Cannot install TensorFlow: its library is for Linux, this is ${os} (use --backend wasm)`,
    );
  }
  const directory = installationFolder(cacheDirectory);
  try {
    await Deno.mkdir(cacheDirectory, { recursive: true });
    using lock = await Deno.open(`${directory}.lock`, { create: true, write: true });
    await lock.lock(true);
    const installed = !await isWhole(directory, cuda);
    if (installed) await install(directory, options);
    progress("checking that it computes");
    const devices = await verify(join(directory, "tensorflow"));
    return { directory, version: VERSION, installed, devices };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof InputError || error instanceof Deno.errors.NotCapable) throw error;
    throw new InputError(
      `Cannot set TensorFlow ${VERSION} up in ${directory}: ${messageOf(error)} ` +
        "(is there a network, room and permission? Or name an installation with --tensorflow-dir)",
      { cause: error },
    );
  }
}

async function isWhole(directory: string, cuda: boolean): Promise<boolean> {
  if (await damageIn(directory) !== undefined) return false;
  if (!cuda) return true;
  return await Deno.stat(join(directory, "nvidia")).then(() => true, () => false);
}

/** What is wrong with the libraries in an installation. */
async function damageIn(directory: string): Promise<string | undefined> {
  for (const library of LIBRARIES) {
    const damage = await elfDamage(join(directory, "tensorflow", library));
    if (damage !== undefined) return `${library}: ${damage}`;
  }
  return undefined;
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

/** Removes the wheel's Python code and headers, a third of it: only the library is used. */
async function keepLibrary(folder: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory || name.endsWith(".py")) await remove(join(folder, name));
  }
}
