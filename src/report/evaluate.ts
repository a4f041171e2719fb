/**
 * The report of `repr evaluate`.
 *
 * @module
 */
import Type, { type Static } from "typebox";
import { BackendFacts } from "./run_facts.ts";
import { closed, Count, FractionOrNull, headerFields, NumberOrNull } from "./report_header.ts";

/** Schema of the report of `repr evaluate`. */
export const EvaluateReport = Type.Object({
  ...headerFields("evaluate", 1),
  model: Type.Object({
    path: Type.String(),
    parameters: Count,
  }, closed("the model")),
  data: Type.Object({
    name: Type.String(),
    digest: Type.String(),
    classes: Count,
  }, closed("the images")),
  backend: BackendFacts,
  accuracy: FractionOrNull,
  loss: NumberOrNull,
  images: Type.Integer({ minimum: 0, description: "images classified" }),
  perClass: Type.Array(
    Type.Object(
      { class: Type.String(), images: Count, accuracy: FractionOrNull },
      closed("a class"),
    ),
  ),
  seconds: Type.Number({ minimum: 0 }),
}, closed("report of repr evaluate"));

/** The report of `repr evaluate`. */
export type EvaluateReport = Static<typeof EvaluateReport>;
