import { safetensorsFile } from "../checkpoint/safetensors_file.ts";

/** Layers of 1 x 1 convolutions by name, one filter a row. */
export type Layers = Readonly<Record<string, readonly (readonly number[])[]>>;

/** A temporary safetensors file of 1 x 1 convolutions; removed when it is disposed of. */
export async function convolutionsFile(
  layers: Layers,
): Promise<{ readonly path: string } & AsyncDisposable> {
  const header: Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }> =
    {};
  const numbers: number[] = [];
  for (const [name, rows] of Object.entries(layers)) {
    const start = 4 * numbers.length;
    numbers.push(...rows.flat());
    header[`${name}.weight`] = {
      dtype: "F32",
      shape: [rows.length, rows[0]?.length ?? 0, 1, 1],
      data_offsets: [start, 4 * numbers.length],
    };
  }
  const path = await Deno.makeTempFile({ suffix: ".safetensors" });
  const data = new Uint8Array(Float32Array.from(numbers).buffer);
  await Deno.writeFile(path, safetensorsFile(header, data));
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path) };
}
