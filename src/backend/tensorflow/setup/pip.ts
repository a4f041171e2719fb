/**
 * Python's package installer, which downloads TensorFlow's library by name.
 *
 * @module
 */

import { join } from "node:path";
import { InputError } from "../../../errors.ts";

/** A Python with pip. */
export interface Pip {
  /** The command that starts Python. */
  readonly python: string;
  /** pip's version as [major, minor]. */
  readonly version: readonly [number, number];
}

/** Packages to install. */
export interface PipInstall {
  /** The folder to install them into. */
  readonly target: string;
  /** Names with versions, as on pip's command line. */
  readonly packages: readonly string[];
  /** Called with the name and the percentage of each download. */
  readonly progress: (message: string) => void;
  /** Ends the installation. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Looks for a Python that has pip.
 *
 * @param python The one to use. @default `python3`, or `python` if there is no `python3`
 * @throws {InputError} If there is none.
 */
export async function findPip(python?: string): Promise<Pip> {
  for (const command of python === undefined ? ["python3", "python"] : [python]) {
    try {
      const { success, stdout } = await new Deno.Command(command, {
        args: ["-m", "pip", "--version"],
        stderr: "null",
      }).output();
      const [, major, minor] = /^pip (\d+)\.(\d+)/.exec(new TextDecoder().decode(stdout)) ?? [];
      if (success && major !== undefined) {
        return { python: command, version: [Number(major), Number(minor)] };
      }
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) throw error;
    }
  }
  throw new InputError(
    `Cannot install TensorFlow: found no ${python ?? "python3"} with pip ` +
      "(install Python's pip, or name an existing TensorFlow with `tensorflowDirectory`)",
  );
}

/**
 * Installs packages, without their dependencies, into a folder with the layout of Python's site-packages.
 *
 * No Python runs the packages, so a wheel for any version of Python can be used.
 *
 * @throws {Error} With pip's own message, if it fails.
 */
export async function pipInstall(pip: Pip, install: PipInstall): Promise<void> {
  const { target, packages, progress, signal } = install;
  const since = (major: number, minor: number) =>
    pip.version[0] > major || (pip.version[0] === major && pip.version[1] >= minor);
  const child = new Deno.Command(pip.python, {
    args: [
      ...["-m", "pip", "install", "--target", target, "--no-deps", "--no-compile"],
      ...["--only-binary=:all:", "--python-version", "3.12"],
      ...["--disable-pip-version-check", "--no-input", "--root-user-action=ignore"],
      ...(since(24, 1) ? ["--progress-bar=raw"] : ["--progress-bar=off"]),
      ...(since(25, 1) ? ["--resume-retries=5"] : []),
      ...packages,
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    ...(signal === undefined ? {} : { signal }),
  }).spawn();
  let problem = "";
  const readErrors = async () => {
    for await (const line of lines(child.stderr)) {
      if (line.startsWith("ERROR:")) problem = line.slice("ERROR:".length).trim();
    }
  };
  const readOutput = async () => {
    let what = "";
    for await (const line of lines(child.stdout)) {
      const [, download] = /^\s*Downloading (.*)/.exec(line) ?? [];
      const [, done, total] = /^Progress (\d+) of (\d+)/.exec(line) ?? [];
      if (download !== undefined) progress(what = `downloading ${download}`);
      if (/Using cached|Installing/.test(line)) progress(line.trim());
      if (done !== undefined) {
        progress(`${what}: ${Math.floor(100 * Number(done) / Number(total))} %`);
      }
    }
  };
  const [{ success }] = await Promise.all([child.status, readErrors(), readOutput()]);
  signal?.throwIfAborted();
  if (!success) throw new Error(problem || "pip failed");
}

/**
 * The CUDA packages, with versions, that an installed `tensorflow` lists for its extra `and-cuda`.
 *
 * @param sitePackages The folder that it was installed into.
 * @throws {Error} If there is no `tensorflow`.
 */
export async function cudaPackages(sitePackages: string): Promise<string[]> {
  for await (const { name } of Deno.readDir(sitePackages)) {
    if (!/^tensorflow-.*\.dist-info$/.test(name)) continue;
    return parseCudaPackages(await Deno.readTextFile(join(sitePackages, name, "METADATA")));
  }
  throw new Error(`found no metadata of tensorflow in ${sitePackages}`);
}

/** The same from the text of the package's metadata. */
export function parseCudaPackages(metadata: string): string[] {
  const pattern = /^Requires-Dist: (nvidia-[^;\s]+)\s*; extra == ["']and-cuda["']/gm;
  return Array.from(metadata.matchAll(pattern), ([, requirement = ""]) => requirement);
}

/** The lines of UTF-8 text. A carriage return ends a line, too: progress displays use it. */
async function* lines(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split(/[\r\n]+/);
    rest = parts.pop() ?? "";
    yield* parts;
  }
  if (rest !== "") yield rest;
}
