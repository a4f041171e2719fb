import assert from "node:assert/strict";
import fc from "fast-check";
import { removalAt } from "../../src/repr/removal.ts";

Deno.test("without spread or fade all filters are removed before the first step", () => {
  const now = { pruneOver: 0, fade: 0 };
  assert.deepEqual(removalAt(7, 100, 99, now), { begun: 0, removed: 0 });
  assert.deepEqual(removalAt(7, 100, 100, now), { begun: 7, removed: 7 });
});

Deno.test("ten filters over five mini-batches are removed two at a time", () => {
  const removed = [0, 1, 2, 3, 4, 5].map((step) =>
    removalAt(10, 0, step, { pruneOver: 5, fade: 0 }).removed
  );
  assert.deepEqual(removed, [2, 4, 6, 8, 10, 10]);
});

Deno.test("two filters over five mini-batches are removed before the first and the third", () => {
  const removed = [0, 1, 2, 3, 4, 5].map((step) =>
    removalAt(2, 0, step, { pruneOver: 5, fade: 0 }).removed
  );
  assert.deepEqual(removed, [1, 1, 2, 2, 2, 2]);
});

Deno.test("a filter shrinks for `fade` steps before it is removed", () => {
  assert.deepEqual(removalAt(4, 10, 12, { pruneOver: 0, fade: 3 }), { begun: 4, removed: 0 });
  assert.deepEqual(removalAt(4, 10, 13, { pruneOver: 0, fade: 3 }), { begun: 4, removed: 4 });
});

Deno.test("a removal never decreases and ends within pruneOver + fade steps", () => {
  fc.assert(fc.property(fc.nat(50), fc.nat(20), fc.nat(20), (count, pruneOver, fade) => {
    let before = { begun: 0, removed: 0 };
    for (let step = 0; step <= pruneOver + fade; step++) {
      const now = removalAt(count, 0, step, { pruneOver, fade });
      if (now.begun < before.begun || now.removed < before.removed || now.removed > now.begun) {
        return false;
      }
      before = now;
    }
    return before.removed === count;
  }));
});
