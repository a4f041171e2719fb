/** A server on this machine that serves one file, correctly or with faults, and records the requests. */
export class FileServer implements AsyncDisposable {
  /** The Range header of each request, or "whole". */
  readonly asked: string[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  /** @param answer Makes the response; `from` is the first byte asked for. */
  constructor(answer: (from: number, request: Request) => Response) {
    this.#server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
      const range = request.headers.get("range");
      this.asked.push(range ?? "whole");
      return answer(Number(range?.match(/^bytes=(\d+)-$/)?.[1] ?? 0), request);
    });
  }

  /** The address of a file on this server. */
  url(name: string): string {
    return `http://127.0.0.1:${this.#server.addr.port}/${name}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

/** A server's answer that honors ranges. */
export function partOf(bytes: Uint8Array<ArrayBuffer>, from: number): Response {
  if (from === 0) return new Response(bytes);
  const range = `bytes ${from}-${bytes.length - 1}/${bytes.length}`;
  return new Response(bytes.subarray(from), { status: 206, headers: { "content-range": range } });
}

/** A server whose every connection breaks after `length` bytes of the file, although the headers announce all of it. */
export class BrokenServer implements AsyncDisposable {
  /** The first byte asked for in each request. */
  readonly asked: number[] = [];
  readonly #listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  readonly #serving: Promise<void>;

  constructor(bytes: Uint8Array, length: number) {
    this.#serving = this.#serve(bytes, length);
  }

  /** The address of the file. */
  get url(): string {
    return `http://127.0.0.1:${this.#listener.addr.port}/file.bin`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#serving;
  }

  async #serve(bytes: Uint8Array, length: number): Promise<void> {
    for await (using connection of this.#listener) {
      const request = new Uint8Array(4096); // the headers of a download fit and arrive at once
      const header = new TextDecoder().decode(
        request.subarray(0, await connection.read(request) ?? 0),
      );
      const from = Number(header.match(/^range: bytes=(\d+)-/im)?.[1] ?? 0);
      this.asked.push(from);
      const lines = [
        from === 0 ? "HTTP/1.1 200 OK" : "HTTP/1.1 206 Partial Content",
        `content-length: ${bytes.length - from}`,
        `content-range: bytes ${from}-${bytes.length - 1}/${bytes.length}`,
      ];
      await connection.write(new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`));
      for (let at = from; at < Math.min(from + length, bytes.length);) {
        at += await connection.write(bytes.subarray(at, Math.min(from + length, bytes.length)));
      }
    }
  }
}
