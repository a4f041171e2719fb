import assert from "node:assert/strict";
import { completionScript } from "../../../cli/completions/scripts.ts";
import { SUBCOMMANDS } from "../../../cli/program.ts";
import { Folder } from "../../report/folder.ts";

/** What a shell prints. */
async function shell(name: string, script: string, cwd?: string): Promise<string> {
  const { stdout, stderr, success } = await new Deno.Command(name, {
    args: name === "bash" ? ["--norc", "--noprofile", "-c", script] : ["-c", script],
    ...(cwd === undefined ? {} : { cwd }),
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.equal(success, true, text(stderr));
  assert.equal(text(stderr), "");
  return text(stdout);
}

/** Whether a shell is installed. */
function has(name: string): boolean {
  try {
    return new Deno.Command(name, { args: ["--version"], stdout: "null" }).outputSync().success;
  } catch {
    return false;
  }
}

/** What bash offers when TAB is pressed at the end of these words; the last one is the one begun. */
async function offered(words: readonly string[], cwd?: string): Promise<string[]> {
  const quoted = words.map((word) => `'${word}'`).join(" ");
  const out = await shell(
    "bash",
    `${completionScript("bash", SUBCOMMANDS)}
COMP_WORDS=(repr ${quoted}); COMP_CWORD=${words.length}
_repr
printf '%s\\n' "\${COMPREPLY[@]}"`,
    cwd,
  );
  return out.split("\n").filter((line) => line !== "").sort();
}

const NO_BASH = !has("bash");

for (
  const [words, expected] of [
    [["tr"], ["train"]],
    [["help", "do"], ["doctor"]],
    [["train", "--prune-"], ["--prune-over"]],
    [["train", "--lr-s"], ["--lr-schedule", "--lr-steps"]],
    [["train", "--optimizer", ""], ["adam", "momentum", "nesterov", "rmsprop", "sgd"]],
    [["train", "--seed", "3", "--criterion", "ortho-"], ["ortho-adjusted"]],
    [["train", "--backend", "=", "w"], ["wasm", "webgpu"]],
    [["train", "--backend", "="], ["auto", "tensorflow", "wasm", "webgpu"]],
    [["train", "--epochs", ""], []],
    [["completions", ""], ["bash", "fish", "zsh"]],
    [["doctor", "--dev"], ["--device"]],
  ] as const
) {
  Deno.test({
    name: `bash completes "repr ${words.join(" ")}"`,
    ignore: NO_BASH,
    fn: async () => assert.deepEqual(await offered(words), [...expected]),
  });
}

Deno.test({
  name: "bash completes paths, also with spaces, after options that take a path",
  ignore: NO_BASH,
  async fn() {
    using folder = new Folder();
    await Deno.mkdir(`${folder.path}/my photos`);
    await Deno.writeTextFile(`${folder.path}/my runs.yaml`, "");
    assert.deepEqual(await offered(["train", "--config", "my"], folder.path), [
      "my photos",
      "my runs.yaml",
    ]);
    assert.deepEqual(await offered(["train", "--data-dir", "my"], folder.path), ["my photos"]);
    assert.deepEqual(await offered(["train", "--data", ""], folder.path), [
      "cifar10",
      "cifar100",
      "my photos",
      "shapes",
    ]);
    assert.deepEqual(await offered(["evaluate", "my r"], folder.path), ["my runs.yaml"]);
  },
});

Deno.test({
  name: "bash does not evaluate the typed words",
  ignore: NO_BASH,
  async fn() {
    using folder = new Folder();
    await offered(["train", "--config", "$(touch pwned)"], folder.path);
    await offered(["train", "--backend", "`touch pwned`"], folder.path);
    assert.deepEqual(folder.names, []);
  },
});

Deno.test({
  name: "bash loads the script twice in one session without error",
  ignore: NO_BASH,
  async fn() {
    const script = completionScript("bash", SUBCOMMANDS);
    assert.equal(
      await shell("bash", `${script}\n${script}\ncomplete -p repr`),
      "complete -F _repr repr\n",
    );
  },
});

Deno.test({
  name: "fish completes commands, options and values",
  ignore: !has("fish"),
  async fn() {
    const complete = async (line: string) => {
      const out = await shell(
        "fish",
        `${completionScript("fish", SUBCOMMANDS)}\ncomplete -C '${line}'`,
      );
      return out.split("\n").flatMap((entry) => entry === "" ? [] : [entry.split("\t")[0]]).sort();
    };
    assert.deepEqual(await complete("repr tr"), ["train"]);
    assert.deepEqual(await complete("repr train --lr-s"), ["--lr-schedule", "--lr-steps"]);
    assert.deepEqual(await complete("repr train --optimizer m"), ["momentum"]);
    assert.deepEqual(await complete("repr completions "), ["bash", "fish", "zsh"]);
  },
});

Deno.test({
  name: "zsh loads its script, which defines a function",
  ignore: !has("zsh"),
  async fn() {
    using folder = new Folder();
    await Deno.writeTextFile(`${folder.path}/_repr`, completionScript("zsh", SUBCOMMANDS));
    const out = await shell(
      "zsh",
      `autoload -Uz compinit && compinit -D -u && source ${folder.path}/_repr && whence -w _repr && print $_comps[repr]`,
    );
    assert.equal(out, "_repr: function\n_repr\n");
  },
});

Deno.test("each shell's script contains every option of every command", () => {
  for (const name of ["bash", "zsh", "fish"] as const) {
    const script = completionScript(name, SUBCOMMANDS);
    for (const option of ["--prune-over", "--lr-amplitude", "--print-config", "--no-augment"]) {
      const written = name === "fish" ? `-l ${option.slice(2)} ` : option;
      assert.equal(script.includes(written), true, `${name}: ${option}`);
    }
  }
});
