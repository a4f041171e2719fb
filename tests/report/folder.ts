/** A temporary folder that is removed when it is disposed of. */
export class Folder implements Disposable {
  readonly path = Deno.makeTempDirSync({ prefix: "repr-test-" });

  /** Names in it, sorted. */
  get names(): string[] {
    return [...Deno.readDirSync(this.path)].map(({ name }) => name).sort();
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}
