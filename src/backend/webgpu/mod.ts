import { absentBackend } from "../absent.ts";
import type { Backend } from "../backend.ts";

/** See `absent.ts`. */
export const webgpu: Backend = absentBackend("webgpu");
