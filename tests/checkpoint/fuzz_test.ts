import { deepStrictEqual, ok } from "node:assert/strict";
import { fuzz } from "./fuzz.ts";

Deno.test("2,000 damaged model files give a report or one clean error each, none after five seconds", async () => {
  const { failures, reports, refusals } = await fuzz(2000, 1);
  deepStrictEqual(failures.slice(0, 3), []);
  ok(reports > 100 && refusals > 100, "mutations are neither harmless nor hopeless throughout");
  ok(Deno.memoryUsage().rss < 2 ** 30, "less than 1 GiB");
});
