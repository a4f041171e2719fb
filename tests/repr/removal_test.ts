import assert from "node:assert/strict";
import fc from "fast-check";
import { removalProgress } from "../../src/repr/mod.ts";

Deno.test("without spread or fade all filters go with the first step", () => {
  const now = { pruneOver: 0, fade: 0 };
  assert.deepEqual(removalProgress(7, 100, 99, now), { begun: 0, gone: 0 });
  assert.deepEqual(removalProgress(7, 100, 100, now), { begun: 7, gone: 7 });
});

Deno.test("ten filters over five mini-batches go two by two", () => {
  const gone = [0, 1, 2, 3, 4, 5].map((step) =>
    removalProgress(10, 0, step, { pruneOver: 5, fade: 0 }).gone
  );
  assert.deepEqual(gone, [2, 4, 6, 8, 10, 10]);
});

Deno.test("two filters over five mini-batches go with the first and the third", () => {
  const gone = [0, 1, 2, 3, 4, 5].map((step) =>
    removalProgress(2, 0, step, { pruneOver: 5, fade: 0 }).gone
  );
  assert.deepEqual(gone, [1, 1, 2, 2, 2, 2]);
});

Deno.test("a filter fades for so many steps before it goes", () => {
  assert.deepEqual(removalProgress(4, 10, 12, { pruneOver: 0, fade: 3 }), { begun: 4, gone: 0 });
  assert.deepEqual(removalProgress(4, 10, 13, { pruneOver: 0, fade: 3 }), { begun: 4, gone: 4 });
});

Deno.test("a removal never goes back and ends within pruneOver + fade steps", () => {
  fc.assert(fc.property(fc.nat(50), fc.nat(20), fc.nat(20), (count, pruneOver, fade) => {
    let before = { begun: 0, gone: 0 };
    for (let step = 0; step <= pruneOver + fade; step++) {
      const now = removalProgress(count, 0, step, { pruneOver, fade });
      if (now.begun < before.begun || now.gone < before.gone || now.gone > now.begun) return false;
      before = now;
    }
    return before.gone === count;
  }));
});
