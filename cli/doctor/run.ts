/**
 * What `repr doctor` does.
 *
 * @module
 */
import { backendCandidates, type BackendOptions, useBackend } from "../../src/backend/mod.ts";
import { InputError } from "../../src/errors.ts";
import type { DoctorReport } from "../../src/report/doctor.ts";
import { DOCTOR_OPTIONS } from "./command.ts";
import { doctorTable } from "./table.ts";
import { cacheFolder } from "../options/cache_folder.ts";
import { backendOptions } from "../options/start_backend.ts";
import { checkOutput, deliver } from "../output/output.ts";
import { printedInstead } from "../options/print_config.ts";
import { withFlags } from "../options/library_names.ts";
import { resolveCall } from "../options/resolve.ts";
import { TOOL } from "../version.ts";
import { platform, versions } from "../versions.ts";

/**
 * Looks at the machine and reports.
 *
 * @throws {Error} After reporting, if the backend or device asked for cannot be used.
 */
export async function runDoctor(flags: Readonly<Record<string, unknown>>): Promise<void> {
  const variable = (name: string) => Deno.env.get(name);
  const resolved = await resolveCall(DOCTOR_OPTIONS, flags, variable);
  const { values } = resolved;
  if (printedInstead(DOCTOR_OPTIONS, resolved, values)) return;
  await checkOutput(values);
  const { backend, device, threads, tensorflowDir } = values;
  const asked = backendOptions(values);
  const { chosen, problem } = await choose(asked);
  const candidates = await backendCandidates(asked);
  const report: DoctorReport = {
    kind: "doctor",
    version: 1,
    tool: TOOL,
    options: { backend, device, threads, tensorflowDir },
    versions: versions(),
    machine: {
      platform: platform(),
      cores: navigator.hardwareConcurrency,
      memoryBytes: memoryBytes(),
    },
    backends: candidates.map(({ devices, reason, ...rest }) => ({
      ...rest,
      devices: [...devices],
      reason: withFlags(reason, DOCTOR_OPTIONS),
    })),
    chosen,
    problem,
    folders: await Promise.all([
      folder("downloads", cacheFolder(variable)),
      folder("runs", "runs"),
    ]),
  };
  await deliver(report, doctorTable, values);
  if (problem !== null) throw new Error(problem);
}

/** Starts what would be used: only that shows that it works. */
async function choose(
  asked: BackendOptions,
): Promise<Pick<DoctorReport, "chosen" | "problem">> {
  try {
    const { name, device, version, threads } = await useBackend(asked);
    return { chosen: { name, device, version, threads }, problem: null };
  } catch (error) {
    if (error instanceof InputError) {
      return { chosen: null, problem: withFlags(error.message, DOCTOR_OPTIONS) };
    }
    throw error;
  }
}

function memoryBytes(): number | null {
  try {
    return Deno.systemMemoryInfo().total;
  } catch {
    return null; // not permitted (--allow-sys)
  }
}

async function folder(
  purpose: string,
  path: string,
): Promise<DoctorReport["folders"][number]> {
  try {
    const { isDirectory } = await Deno.stat(path);
    if (!isDirectory) return { purpose, path, exists: true, writable: false };
    await Deno.remove(await Deno.makeTempDir({ dir: path, prefix: ".repr-doctor-" }));
    return { purpose, path, exists: true, writable: true };
  } catch (error) {
    const exists = !(error instanceof Deno.errors.NotFound);
    return { purpose, path, exists, writable: false };
  }
}
