import assert from "node:assert/strict";
import { InputError } from "../../../src/errors.ts";
import {
  environmentLayer,
  fileLayer,
  flagLayer,
  presetLayer,
  resolve,
} from "../../../cli/options/resolve.ts";
import { TRAIN_OPTIONS } from "../../../cli/train/options.ts";

const flags = (given: Record<string, unknown>) => flagLayer(TRAIN_OPTIONS, given);
const file = (document: Record<string, unknown>) => fileLayer(TRAIN_OPTIONS, "runs.yaml", document);
const environment = (variables: Record<string, string>) =>
  environmentLayer(TRAIN_OPTIONS, (name) => variables[name]);

Deno.test("each source overrides the ones below it", () => {
  const layers = [
    flags({ epochs: "5" }),
    environment({ REPR_EPOCHS: "4", REPR_SEED: "4" }),
    file({ epochs: 3, seed: 3, prune: 0.3 }),
    presetLayer("quick", { epochs: 2, seed: 2, prune: 0.2, cycles: 2 }),
  ];
  const { values, sources } = resolve(TRAIN_OPTIONS, layers);
  assert.deepEqual(
    [values.epochs, values.seed, values.prune, values.cycles, values.lr],
    [5, 4, 0.3, 2, 0.01],
  );
  assert.deepEqual(
    [sources.epochs, sources.seed, sources.prune, sources.cycles, sources.lr],
    ["--epochs", "REPR_SEED", "runs.yaml: prune", "preset quick", "default"],
  );
});

Deno.test("an empty environment variable counts as not set", () => {
  assert.equal(resolve(TRAIN_OPTIONS, [environment({ REPR_EPOCHS: "" })]).values.epochs, 100);
});

Deno.test("a configuration file may write a key as in code or as in a flag", () => {
  for (const key of ["lrSteps", "lr-steps", "lr_steps"]) {
    assert.deepEqual(resolve(TRAIN_OPTIONS, [file({ [key]: [1, 2] })]).values.lrSteps, [1, 2]);
  }
});

Deno.test("null in a configuration file overrides a preset if the option may have no value", () => {
  const layers = [file({ limit: null }), presetLayer("quick", { limit: 100 })];
  assert.equal(resolve(TRAIN_OPTIONS, layers).values.limit, null);
});

const WRONG: readonly (readonly [what: string, call: () => unknown, message: string])[] = [
  [
    "a flag",
    () => flags({ prune: "1.5" }),
    '--prune must be a fraction between 0 and 1, found "1.5"',
  ],
  [
    "an environment variable",
    () => environment({ REPR_EPOCHS: "many" }),
    'REPR_EPOCHS must be a whole number of at least 1, found "many"',
  ],
  [
    "a configuration file's value",
    () => file({ epochs: -1 }),
    "runs.yaml: epochs must be a whole number of at least 1, found -1",
  ],
  [
    "a word that is nearly right",
    () => flags({ optimizer: "adm" }),
    '--optimizer must be one of sgd, momentum, nesterov, adam, rmsprop, found "adm" (did you mean adam?)',
  ],
  [
    "an unknown key",
    () => file({ epoch: 3 }),
    "runs.yaml: epoch is no option of a configuration file (did you mean epochs?)",
  ],
  [
    "a key that only concerns the call",
    () => file({ json: true }),
    "runs.yaml: json is no option of a configuration file",
  ],
  [
    "a key written twice",
    () => file({ batchSize: 1, "batch-size": 2 }),
    "runs.yaml: batchSize and batch-size are the same option, keep one",
  ],
  [
    "a wrong value that a flag would have overridden",
    () => [flags({ epochs: "3" }), file({ epochs: "x" })],
    'runs.yaml: epochs must be a whole number of at least 1, found "x"',
  ],
];

for (const [what, call, message] of WRONG) {
  Deno.test(`${what} is refused with its source`, () => {
    assert.throws(call, new InputError(message));
  });
}
