/** The backends that can be tested on this machine. */

import {
  backendCandidates,
  type BackendInfo,
  type BackendName,
  type BackendOptions,
  useBackend,
} from "../../src/backend/mod.ts";
import { cacheFolder } from "../../cli/options/cache_folder.ts";

const directory = Deno.env.get("REPR_TENSORFLOW");

/** Where TensorFlow is looked for, as the command line does. */
export const where: BackendOptions = {
  cacheDirectory: cacheFolder((name) => Deno.env.get(name)),
  ...(directory ? { tensorflowDirectory: directory } : {}),
};

const candidates = await backendCandidates(where);

/** The usable ones: wasm everywhere, tensorflow after `deno task setup`. */
export const backends: readonly BackendName[] = candidates
  .filter(({ name, usable }) => usable && name !== "webgpu")
  .map(({ name }) => name);

/** Whether TensorFlow is installed here. */
export const hasTensorflow: boolean = backends.includes("tensorflow");

/** Starts a backend. TensorFlow computes on two threads: the same bits on every machine of a kind. */
export async function start(backend: BackendName): Promise<BackendInfo> {
  const threads = backend === "tensorflow" ? { threads: 2 } : {};
  return await useBackend({ ...where, backend, device: "cpu", ...threads });
}

/** Every backend that tests are written for. */
export const testedBackends: readonly BackendName[] = ["tensorflow", "wasm"];

/** A test on one backend, which is started first. Where it cannot compute, the test counts as ignored. */
export function testOn(
  backend: BackendName,
  name: string,
  run: (t: Deno.TestContext) => void | Promise<void>,
): void {
  Deno.test({
    name: `${backend}: ${name}`,
    ignore: !backends.includes(backend),
    async fn(t) {
      await start(backend);
      await run(t);
    },
  });
}

/** A test on every backend. */
export function testOnBackends(
  name: string,
  run: (t: Deno.TestContext) => void | Promise<void>,
): void {
  for (const backend of testedBackends) testOn(backend, name, run);
}
