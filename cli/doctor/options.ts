/**
 * The options of `repr doctor`.
 *
 * @module
 */
import { BACKEND_OPTIONS } from "../options/backend_options.ts";
import { COMMON_OPTIONS } from "../options/common_options.ts";

/** The options of `repr doctor`. */
export const DOCTOR_OPTIONS = { ...BACKEND_OPTIONS, ...COMMON_OPTIONS } as const;
