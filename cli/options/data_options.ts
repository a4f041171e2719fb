/**
 * Options that choose the images, for every command that reads a dataset.
 *
 * @module
 */
import type { OptionTable } from "./options.ts";
import { choice, integer, optional, path, text } from "./values.ts";

const group = "Data:";

/** Which images, and how many. */
export const DATA_OPTIONS = {
  data: {
    kind: {
      ...text("<name|dir>", "shapes, cifar10, cifar100, or an image folder's path", [
        "shapes",
        "cifar10",
        "cifar100",
      ]),
      path: "folder",
    },
    default: "cifar10",
    library: "name",
    group,
    help: "shapes (built in), cifar10, cifar100, or a folder with train/<class>/*.jpg|png",
  },
  dataDir: {
    kind: optional(path("folder"), "none"),
    default: null,
    group,
    help: "folder with the official binary files; without it: one download, then a cache",
    resumable: true,
  },
  label: {
    kind: choice(["fine", "coarse"]),
    default: "fine",
    library: "labels",
    group,
    help: "CIFAR-100's 100 fine or 20 coarse classes",
  },
  imageSize: {
    kind: optional(integer(8), "none"),
    default: null,
    group,
    help: "side in pixels that an image folder's images are resized to",
  },
  limit: {
    kind: optional(integer(10), "none"),
    default: null,
    group,
    help: "use N training and N/5 test images",
  },
} as const satisfies OptionTable;
