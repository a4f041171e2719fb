/**
 * Makes current runtimes fit for tfjs-node, which was written for an older one. Import it before tfjs-node.
 *
 * @module
 */

import util from "node:util";

if (!("isNullOrUndefined" in util)) {
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  });
}
