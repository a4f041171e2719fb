/**
 * Python's package installer, which fetches TensorFlow's library by name.
 *
 * @module
 */

import { InputError } from "../../../errors.ts";
import { lines } from "./lines.ts";

/** A Python with pip. */
export interface Pip {
  readonly python: string;
  /** pip's version as [major, minor]. */
  readonly version: readonly [number, number];
}

/** What to install, and where to. */
export interface PipInstall {
  readonly target: string;
  /** Names with versions, as on pip's command line. */
  readonly packages: readonly string[];
  /** Told of each download and how far it is. */
  readonly progress: (message: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Looks for a Python that has pip.
 *
 * @param python The one to use. @default `python3`, else `python`
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
      "(install Python's pip, or name an existing TensorFlow with --tensorflow-dir)",
  );
}

/**
 * Installs packages, without what they depend on, into a folder laid out like Python's site-packages.
 *
 * No Python runs what is installed, so the wheel of any one version of Python does.
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
