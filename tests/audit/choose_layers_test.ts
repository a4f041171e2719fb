import assert from "node:assert/strict";
import { firstConvolution } from "../../src/audit/choose_layers.ts";
import { openModelFile } from "../../src/checkpoint/mod.ts";
import { convolutionsFile, type Layers } from "./convolutions_file.ts";

const channels = (count: number) => [new Array<number>(count).fill(1)];

for (
  const [what, layers, expected] of [
    ["that alone reads few channels", { a: channels(8), b: channels(3) }, "b"],
    ["that reads RGB rather than of one channel", { a: channels(1), b: channels(3) }, "b"],
    ["that is the first where none has few channels", { a: channels(8), b: channels(16) }, "a"],
  ] as const satisfies readonly (readonly [string, Layers, string])[]
) {
  Deno.test(`firstConvolution() of a format without order is the convolution ${what}`, async () => {
    await using written = await convolutionsFile(layers);
    using file = await openModelFile(written.path);
    assert.equal(firstConvolution(file.layers, file.format)?.name, expected);
  });
}
