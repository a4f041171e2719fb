import assert from "node:assert/strict";
import { InputError } from "../../src/errors.ts";
import { architectureNamed, modelNames } from "../../src/models/names.ts";

Deno.test("architectureNamed() reads every name that is offered", () => {
  for (const name of modelNames) {
    const numbers = Object.entries(architectureNamed(name)).filter(([key]) => key === "depth");
    assert.equal(typeof numbers[0]?.[1], "number");
  }
  assert.ok(modelNames.includes("c3-32") && modelNames.includes("resnet110"));
});

Deno.test("architectureNamed() reads any depth and width of a plain net", () => {
  assert.deepEqual(architectureNamed("c5-100"), { family: "c", depth: 5, width: 100 });
});

for (
  const [name, nearest] of [
    ["c3_32", "c3-32"],
    ["C3-32", "c3-32"],
    ["c3(32)", undefined],
    ["c0-32", "c1-32"],
    ["c3-99999", "c3-1024"],
    ["c101-8", "c100-8"],
    ["resnet-20", "resnet20"],
    ["ResNet56", "resnet56"],
    ["resnet18", "resnet20"],
    ["vgg16", undefined],
    ["", undefined],
    ["toString", undefined],
  ] as const
) {
  Deno.test(`architectureNamed() refuses ${JSON.stringify(name)} and suggests ${nearest ?? "nothing"}`, () => {
    assert.throws(() => architectureNamed(name), (error) => {
      assert.ok(error instanceof InputError);
      assert.ok(
        error.message.startsWith(`Unknown model "${name}": expected c<depth>-<width> (c3-32, `),
      );
      assert.ok(!error.message.includes("\n"));
      const suggested = /did you mean (.*)\?$/.exec(error.message)?.[1];
      assert.equal(suggested, nearest);
      if (nearest !== undefined) assert.doesNotThrow(() => architectureNamed(nearest));
      return true;
    });
  });
}

Deno.test("names are known without loading tfjs", async () => {
  const root = new URL("../../src/models/names.ts", import.meta.url).href;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", root],
  }).output();
  interface Module {
    readonly specifier: string;
    readonly dependencies?: readonly { readonly code?: { readonly specifier: string } }[];
  }
  const { modules }: { modules: Module[] } = JSON.parse(new TextDecoder().decode(stdout));
  const loaded = new Set([root]);
  for (const specifier of loaded) { // types alone are not loaded: they have no `code`
    const { dependencies = [] } = modules.find((each) => each.specifier === specifier) ?? {};
    for (const { code } of dependencies) if (code !== undefined) loaded.add(code.specifier);
  }
  assert.deepEqual([...loaded].map((specifier) => specifier.split("/").at(-1)).sort(), [
    "errors.ts",
    "family.ts",
    "initializers.ts",
    "names.ts",
    "plain_conv_net.ts",
    "residual_net.ts",
  ]);
});
