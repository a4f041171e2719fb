/**
 * The options of `repr doctor`.
 *
 * @module
 */
import { BACKEND_OPTIONS, COMMON_OPTIONS } from "../options/options.ts";

/** The options of `repr doctor`. */
export const DOCTOR_OPTIONS = { ...BACKEND_OPTIONS, ...COMMON_OPTIONS } as const;
