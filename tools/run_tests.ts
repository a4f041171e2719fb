/**
 * `deno task test [FILE…]`: runs the tests, and reports which were left out because TensorFlow is not installed. A script
 * named `test.ts` would itself count as a test, and start the tests again.
 *
 * @module
 */
import { cacheFolder } from "../cli/options/cache_folder.ts";
import { printMessage } from "../cli/output/terminal.ts";
import { backendCandidates } from "../src/backend/mod.ts";

const child = new Deno.Command(Deno.execPath(), {
  args: ["test", "-A", "--doc", "--parallel", ...Deno.args],
  stdin: "inherit",
}).spawn();
const { code } = await child.status;

const directory = Deno.env.get("REPR_TENSORFLOW");
const candidates = await backendCandidates({
  cacheDirectory: cacheFolder((name) => Deno.env.get(name)),
  ...(directory ? { tensorflowDirectory: directory } : {}),
});
const tensorflow = candidates.find(({ name }) => name === "tensorflow");
if (tensorflow?.usable === false) {
  printMessage(
    "Tests of the TensorFlow backend were left out: it is not usable here. " +
      "`deno task test:tensorflow` installs it (Linux, 270 MB) and includes them.",
  );
}
Deno.exit(code);
