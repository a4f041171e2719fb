/**
 * The official binary layout of CIFAR-10 and CIFAR-100 (Krizhevsky 2009) as a table: files, records, labels, archive.
 * A record is the label bytes followed by 3072 pixel bytes in channel, row, column order.
 *
 * @module
 */

import type { RemoteFile } from "./download.ts";

/** One file of a CIFAR data set. */
export interface CifarFile {
  readonly name: string;
  readonly part: "train" | "test";
  /** Images in the file. */
  readonly records: number;
}

/** One label byte of a record. */
export interface CifarLabel {
  readonly name: string;
  readonly classes: readonly string[];
}

/** What is known about a data set before it is read. */
export interface CifarLayout {
  /** Name in messages, such as `CIFAR-10`. */
  readonly title: string;
  /** The folder inside the archive. */
  readonly folder: string;
  readonly files: readonly CifarFile[];
  /** The label bytes in their order in the record. */
  readonly labels: readonly CifarLabel[];
  /** Name of the label byte that is learned by default. */
  readonly label: string;
  readonly archive: RemoteFile;
}

/** Height and width in pixels. */
export const CIFAR_SIZE = 32;

const names = (list: string): readonly string[] => list.trim().split(/\s+/);

/** The data sets by name. */
export const CIFAR_LAYOUTS: Readonly<Record<"cifar10" | "cifar100", CifarLayout>> = {
  cifar10: {
    title: "CIFAR-10",
    folder: "cifar-10-batches-bin",
    files: [
      ...[1, 2, 3, 4, 5].map((i): CifarFile => ({
        name: `data_batch_${i}.bin`,
        part: "train",
        records: 10_000,
      })),
      { name: "test_batch.bin", part: "test", records: 10_000 },
    ],
    labels: [{
      name: "class",
      classes: names("airplane automobile bird cat deer dog frog horse ship truck"),
    }],
    label: "class",
    archive: {
      url: "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
      size: 170_052_171,
      md5: "c32a1d4ab5d03f1284b67883e8d13530",
    },
  },
  cifar100: {
    title: "CIFAR-100",
    folder: "cifar-100-binary",
    files: [
      { name: "train.bin", part: "train", records: 50_000 },
      { name: "test.bin", part: "test", records: 10_000 },
    ],
    labels: [{
      name: "coarse",
      classes: names(`
        aquatic_mammals fish flowers food_containers fruit_and_vegetables household_electrical_devices
        household_furniture insects large_carnivores large_man-made_outdoor_things large_natural_outdoor_scenes
        large_omnivores_and_herbivores medium_mammals non-insect_invertebrates people reptiles small_mammals trees
        vehicles_1 vehicles_2
      `),
    }, {
      name: "fine",
      classes: names(`
        apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can castle
        caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin elephant
        flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man
        maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree
        plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper
        snail snake spider squirrel streetcar sunflower sweet_pepper table tank telephone television tiger tractor train
        trout tulip turtle wardrobe whale willow_tree wolf woman worm
      `),
    }],
    label: "fine",
    archive: {
      url: "https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz",
      size: 168_513_733,
      md5: "03b5dce01913d631647c71ecec9e9cb8",
    },
  },
};

/**
 * Names a data set's archive.
 *
 * @param layout The data set.
 * @returns The file name at the end of the archive's address.
 */
export function archiveName(layout: CifarLayout): string {
  return layout.archive.url.slice(layout.archive.url.lastIndexOf("/") + 1);
}
