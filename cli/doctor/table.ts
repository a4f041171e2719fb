/**
 * The report of `repr doctor` as text.
 *
 * @module
 */
import type { DoctorReport } from "../../src/report/mod.ts";
import { table } from "../output/table.ts";
import type { Colors } from "../output/terminal.ts";

/** The report as text. */
export function doctorTable(report: DoctorReport, colors: Colors): string {
  const { tool, versions, machine, backends, chosen, problem, folders } = report;
  const memory = machine.memoryBytes === null
    ? ""
    : `, ${(machine.memoryBytes / 2 ** 30).toFixed(1)} GiB`;
  const backendLines = backends.map(({ name, usable, devices, version, reason }) => {
    const mark = usable ? colors.green("yes") : colors.dim("no ");
    return `${mark}  ${name.padEnd(10)}  ${
      usable ? `${devices.join(", ")}, ${version}: ` : ""
    }${reason}\n`;
  });
  const verdict = chosen === null
    ? `${colors.red("Cannot compute:")} ${problem ?? "no backend"}\n`
    : `Takes ${
      colors.bold(`${chosen.name} on ${chosen.device}`)
    } (${chosen.version}, ${chosen.threads} thread${chosen.threads === 1 ? "" : "s"})\n`;
  const folderRows = folders.map(({ purpose, path, exists, writable }) => [
    purpose,
    path,
    exists ? (writable ? "writable" : colors.yellow("not writable")) : "not there yet",
  ]);
  return [
    `${
      colors.bold(`repr ${tool.version}`)
    } on ${machine.platform}, ${machine.cores} cores${memory}\n`,
    `${Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(", ")}\n`,
    "\nBackends\n",
    ...backendLines,
    `\n${verdict}`,
    "\nFolders\n",
    table(folderRows, { align: "lll" }),
  ].join("");
}
