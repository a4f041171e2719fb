/**
 * Names of data sets and of their labels, in a file that help and completions can load without the readers.
 *
 * @module
 */

/** Data sets that have a name. Every other data set is a folder of images, named by its path. */
export const datasetNames = ["shapes", "cifar10", "cifar100"] as const;

/** CIFAR-100's two kinds of labels: 100 fine or 20 coarse classes. */
export const cifar100Labels = ["fine", "coarse"] as const;

/** One of {@linkcode cifar100Labels}. */
export type Cifar100Labels = typeof cifar100Labels[number];
