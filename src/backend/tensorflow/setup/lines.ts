/**
 * Text line by line.
 *
 * @module
 */

/** The lines of a stream of UTF-8, as they come; a carriage return ends one, too, as progress displays use it. */
export async function* lines(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split(/[\r\n]+/);
    rest = parts.pop() ?? "";
    yield* parts;
  }
  if (rest !== "") yield rest;
}
