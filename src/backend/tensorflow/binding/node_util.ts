/**
 * Adds the function of Node's `util` that tfjs-node calls and current runtimes lack. A module of its own, because it must be
 * imported before tfjs-node.
 *
 * @module
 */

import util from "node:util";

if (!("isNullOrUndefined" in util)) {
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  });
}
