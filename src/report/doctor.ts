/**
 * The report of `repr doctor`.
 *
 * @module
 */
import Type, { type Static } from "typebox";
import { closed, headerFields } from "./report_header.ts";

/** Schema of the report of `repr doctor`. */
export const DoctorReport = Type.Object({
  ...headerFields("doctor", 1),
  versions: Type.Record(Type.String(), Type.String(), {
    description: "of Deno, V8 and the libraries that compute",
  }),
  machine: Type.Object({
    platform: Type.String({ description: "operating system and processor" }),
    cores: Type.Integer({ minimum: 1 }),
    memoryBytes: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
  }, closed("the machine")),
  backends: Type.Array(
    Type.Object({
      name: Type.String(),
      usable: Type.Boolean(),
      devices: Type.Array(Type.String()),
      version: Type.Union([Type.String(), Type.Null()]),
      reason: Type.String({ description: "why it is or is not usable, and what to do" }),
    }, closed("one backend")),
  ),
  chosen: Type.Union([
    Type.Object({
      name: Type.String(),
      device: Type.String(),
      version: Type.String(),
      threads: Type.Integer({ minimum: 1 }),
    }, closed("what computes")),
    Type.Null(),
  ], { description: "what the options asked for would run on; null: not available" }),
  problem: Type.Union([Type.String(), Type.Null()], {
    description: "why nothing could be chosen",
  }),
  folders: Type.Array(
    Type.Object({
      purpose: Type.String(),
      path: Type.String(),
      exists: Type.Boolean(),
      writable: Type.Boolean(),
    }, closed("a folder that repr reads or writes")),
  ),
}, closed("report of repr doctor"));

/** The report of `repr doctor`. */
export type DoctorReport = Static<typeof DoctorReport>;
