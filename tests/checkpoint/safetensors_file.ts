/**
 * A safetensors file with this header, valid or not.
 *
 * @param data The numbers' bytes, or how many zeros.
 */
export function safetensorsFile(header: object, data: number | Uint8Array): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const numbers = typeof data === "number" ? new Uint8Array(data) : data;
  const file = new Uint8Array(8 + json.length + numbers.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  file.set(json, 8);
  file.set(numbers, 8 + json.length);
  return file;
}
