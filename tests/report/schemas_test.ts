import assert from "node:assert/strict";
import { Ajv2020 } from "ajv/dist/2020.js";
import { SCHEMAS, schemaText } from "../../src/report/schemas.ts";
import { CCA_REPORT } from "./cca_example.ts";
import {
  DOCTOR_REPORT,
  EVALUATE_REPORT,
  INSPECT_REPORT,
  metricsOf,
  RANK_REPORT,
  RUN_CONFIG,
  TRAIN_REPORT,
} from "./examples.ts";

const FOLDER = new URL("../../schemas/", import.meta.url);
const EXAMPLES: Readonly<Record<string, object>> = {
  cca: CCA_REPORT,
  doctor: DOCTOR_REPORT,
  evaluate: EVALUATE_REPORT,
  inspect: INSPECT_REPORT,
  metrics: metricsOf(1),
  rank: RANK_REPORT,
  run: RUN_CONFIG,
  train: TRAIN_REPORT,
};

Deno.test("schemas/ holds exactly what `deno task schemas` writes", () => {
  const files = [...Deno.readDirSync(FOLDER)].map(({ name }) => name).filter((name) =>
    name.endsWith(".json")
  );
  assert.deepEqual(files.sort(), Object.keys(SCHEMAS).map((kind) => `${kind}.schema.json`).sort());
  for (const kind of Object.keys(SCHEMAS)) {
    assert.equal(
      Deno.readTextFileSync(new URL(`${kind}.schema.json`, FOLDER)),
      schemaText(kind),
      kind,
    );
  }
});

for (const kind of Object.keys(SCHEMAS)) {
  const validate = new Ajv2020({ allErrors: true }).compile(JSON.parse(schemaText(kind)));

  Deno.test(`the schema of ${kind} accepts an example`, () => {
    validate(EXAMPLES[kind]);
    assert.deepEqual(validate.errors ?? [], []);
  });

  Deno.test(`the schema of ${kind} refuses a missing field and an unknown one`, () => {
    const example = EXAMPLES[kind] ?? {};
    assert.equal(validate({ ...example, surprise: 1 }), false);
    for (const field of Object.keys(example)) {
      const { [field]: _left, ...rest } = Object.fromEntries(Object.entries(example));
      assert.equal(validate(rest), false, `without ${field}`);
    }
  });
}

Deno.test("the schema of train refuses an accuracy given in per cent", () => {
  const validate = new Ajv2020().compile(JSON.parse(schemaText("train")));
  assert.equal(
    validate({ ...TRAIN_REPORT, final: { ...TRAIN_REPORT.final, testAccuracy: 91.4 } }),
    false,
  );
});
