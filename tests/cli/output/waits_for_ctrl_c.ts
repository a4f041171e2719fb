/** A program that works until it receives a signal, and then takes long to save: for `interrupt_test.ts`. */
import { Interrupt } from "../../../cli/output/interrupt.ts";
import { printResult } from "../../../cli/output/terminal.ts";

using interrupt = new Interrupt(() => printResult("saving\n"));
printResult("ready\n");
while (!interrupt.signal.aborted) await pause();
if (Deno.args.includes("--slow")) { for (;;) await pause(); }
printResult("saved\n");

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}
