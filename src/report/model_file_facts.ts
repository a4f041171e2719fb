/**
 * What the reports of `repr rank` and `repr inspect` share: the model file and its layers.
 *
 * @module
 */
import Type, {
  type Static,
  type TArray,
  type TInteger,
  type TNull,
  type TString,
  type TUnion,
} from "typebox";
import { closed, Count } from "./report_header.ts";

/** Schema of a model file's size. */
export const ModelFileFacts = Type.Object({
  path: Type.String(),
  format: Type.String({ description: "such as pytorch-legacy, safetensors, tfjs-layers" }),
  parameters: Type.Integer({
    minimum: 0,
    description: "trainable values: without batch norm's running statistics",
  }),
  filters: Type.Integer({ minimum: 0, description: "filters of all convolutions" }),
  convolutions: Count,
}, closed("the model file"));

/** A fact that a file may not say. */
const GuessedFact = Type.Union([
  Type.Literal("kind"),
  Type.Literal("groups"),
  Type.Literal("inputChannels"),
  Type.Literal("filters"),
]);

/** The fields of a layer with filters, to be spread into the schemas of both reports. */
export const layerFields: {
  name: TString;
  kind: TString;
  kernel: TArray<TInteger>;
  inputChannels: TInteger;
  filters: TInteger;
  groups: TInteger;
  fanIn: TInteger;
  dilation: TUnion<[TArray<TInteger>, TNull]>;
  guessed: TArray<typeof GuessedFact>;
} = {
  name: Type.String({ description: "the file's own, without module. and .weight" }),
  kind: Type.String({
    description: "conv2d, depthwise-conv2d, conv2d-transpose, also 1-D and 3-D, or dense",
  }),
  kernel: Type.Array(Count, { description: "size along each axis; empty for a dense layer" }),
  inputChannels: Count,
  filters: Count,
  groups: Type.Integer({
    minimum: 1,
    description: "where the file does not say, inferred from the layers before it",
  }),
  fanIn: Type.Integer({ minimum: 0, description: "weights of one filter" }),
  dilation: Type.Union([Type.Array(Count), Type.Null()], {
    description: "null where the file does not say",
  }),
  guessed: Type.Array(GuessedFact, {
    description:
      "facts that the file does not say, and that are guessed from names and shapes that other answers fit, too",
  }),
};

/** Schema of what reports say of a layer of a model file. */
const LayerFacts = Type.Object(layerFields);

/** Schema of the filter of the same layer that is most aligned with a filter. */
export const Nearest = Type.Object({
  filter: Count,
  cosine: Type.Number({ minimum: -1.000001, maximum: 1.000001 }),
}, closed("the most aligned other filter of the layer"));

/** A model file's size. */
export type ModelFileFacts = Static<typeof ModelFileFacts>;
/** The facts about a layer that are the same in both reports. */
export type LayerFacts = Static<typeof LayerFacts>;
/** The filter of the same layer that is most aligned with a filter, and their cosine with its sign. */
export type Nearest = Static<typeof Nearest>;
