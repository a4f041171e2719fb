/**
 * Which TensorFlow this room is written for.
 *
 * @module
 */

/** The version that `setup` installs and that is loaded: the C API is stable, the eager one and the ops are not. */
export const VERSION = "2.21.0";

/** The files that are loaded, the first by us, the second by the first. */
export const LIBRARIES = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"] as const;
