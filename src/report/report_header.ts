/**
 * What every report starts with.
 *
 * @module
 */
import Type, {
  type TInteger,
  type TLiteral,
  type TNull,
  type TNumber,
  type TObject,
  type TRecord,
  type TString,
  type TUnion,
  type TUnknown,
} from "typebox";

/** Schema of a number that may not be known: finite, or null where there is none. */
export const NumberOrNull: TUnion<[TNumber, TNull]> = Type.Union([Type.Number(), Type.Null()]);

/** Schema of a fraction in [0, 1], such as an accuracy, or null. */
export const FractionOrNull: TUnion<[TNumber, TNull]> = Type.Union([
  Type.Number({ minimum: 0, maximum: 1 }),
  Type.Null(),
]);

/** Schema of a count. */
export const Count: TInteger = Type.Integer({ minimum: 0 });

/** Schema of the program that wrote a report. */
export const Tool: TObject<{ name: TLiteral<"repr">; version: TString }> = Type.Object({
  name: Type.Literal("repr"),
  version: Type.String({ description: "version of repr that wrote this" }),
}, closed("the program that wrote this"));

/** A report without the fields that only its caller can fill in: the program that made it and the options of the call. */
export type ReportBody<R extends { readonly tool: unknown; readonly options: unknown }> = Omit<
  R,
  "tool" | "options"
>;

/** The fields that a report of this kind and version begins with, to be spread into its schema. */
export function headerFields<K extends string, V extends number>(kind: K, version: V): {
  kind: TLiteral<K>;
  version: TLiteral<V>;
  tool: typeof Tool;
  options: TRecord<"^.*$", TUnknown>;
} {
  return {
    kind: Type.Literal(kind),
    version: Type.Literal(version),
    tool: Tool,
    options: Type.Record(Type.String(), Type.Unknown(), {
      description: "the resolved options",
    }),
  };
}

/** Keywords of an object without further fields. */
export function closed(description: string): { additionalProperties: false; description: string } {
  return { additionalProperties: false, description };
}
