/**
 * Facts about a run that its report and its configuration share: model, data, backend.
 *
 * @module
 */
import Type, { type Static } from "typebox";
import { closed, Count } from "./report_header.ts";

/** Schema of a trained model's size. */
export const ModelFacts = Type.Object({
  name: Type.String({ description: "name in the catalog, such as c3-32" }),
  parameters: Type.Integer({ minimum: 0, description: "trainable values" }),
  filters: Type.Integer({ minimum: 0, description: "filters of all convolutions" }),
  layers: Type.Array(
    Type.Object({ name: Type.String(), filters: Count }, closed("one convolution")),
    { description: "the convolutions, in topological order" },
  ),
}, closed("the model"));

/** Schema of a dataset's size and digest. */
export const DataFacts = Type.Object({
  name: Type.String(),
  digest: Type.String({ description: 'of the images and labels used, "sha256:…"' }),
  train: Count,
  validation: Count,
  test: Count,
}, closed("the images used"));

/** Schema of what computed. */
export const BackendFacts = Type.Object({
  name: Type.String({ description: "tensorflow, wasm or webgpu" }),
  device: Type.String({ description: "such as CPU:0" }),
  version: Type.String(),
  threads: Type.Integer({ minimum: 1, description: "that one operation may use" }),
  determinism: Type.Record(
    Type.String(),
    Type.Union([Type.Boolean(), Type.Number(), Type.String()]),
    { description: "all other settings that decide the bits of a result" },
  ),
}, closed("the backend and device really used"));

/** A trained model's size. */
export type ModelFacts = Static<typeof ModelFacts>;
/** A dataset's size and digest. */
export type DataFacts = Static<typeof DataFacts>;
/** What computed. */
export type BackendFacts = Static<typeof BackendFacts>;
