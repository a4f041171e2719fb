/**
 * `repr doctor`, after its options are resolved.
 *
 * @module
 */
import { backendCandidates, type BackendOptions, useBackend } from "../../src/backend/mod.ts";
import { InputError } from "../../src/errors.ts";
import type { DoctorReport } from "../../src/report/mod.ts";
import { DOCTOR_OPTIONS } from "./options.ts";
import { doctorTable } from "./table.ts";
import { cacheFolder } from "../options/cache_folder.ts";
import { backendOptions } from "../options/start_backend.ts";
import { checkOutput, deliver } from "../output/output.ts";
import { withFlags } from "../options/library_names.ts";
import type { Resolved } from "../options/resolve.ts";
import { reportOfCall } from "../output/report_of_call.ts";
import { platform, versions } from "../../src/tool.ts";

/**
 * Examines the machine, and writes the report.
 *
 * @param resolved The options.
 * @throws {Error} After the report, if the backend or device asked for cannot be used.
 */
export async function runDoctor(resolved: Resolved<typeof DOCTOR_OPTIONS>): Promise<void> {
  const { values } = resolved;
  await checkOutput(values);
  const asked = backendOptions(values);
  const { chosen, problem } = await choose(asked);
  const candidates = await backendCandidates(asked);
  const report: DoctorReport = reportOfCall(
    {
      kind: "doctor",
      version: 1,
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
        folder("downloads", cacheFolder((name) => Deno.env.get(name))),
        folder("runs", "runs"),
      ]),
    },
    DOCTOR_OPTIONS,
    resolved,
  );
  await deliver(report, doctorTable, values);
  if (problem !== null) throw new Error(problem);
}

/** Starts the backend that a call with these options would use: only a start shows that it works. */
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

/** Whether a folder exists and can be written. */
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
