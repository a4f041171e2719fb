import assert from "node:assert/strict";
import { duration, schedule } from "../../src/repr/mod.ts";

/** The phases of the epochs 1, 2, …, written as runs: "20 full 1, 10 pruned 1". */
function table(
  options: { s1: string; s2: string; cycles: number },
  epochs: number,
  stepsPerEpoch: number,
): string {
  const s = schedule(
    { s1: duration(options.s1), s2: duration(options.s2), cycles: options.cycles },
    stepsPerEpoch,
  );
  const runs: [number, string][] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const phases = new Set<string>();
    for (let step = epoch * stepsPerEpoch; step < (epoch + 1) * stepsPerEpoch; step++) {
      const { name, cycle } = s.phaseAt(step);
      phases.add(`${name} ${cycle}`);
    }
    const label = [...phases].join("/");
    const last = runs.at(-1);
    if (last?.[1] === label) last[0]++;
    else runs.push([1, label]);
  }
  return runs.map(([count, label]) => `${count} ${label}`).join(", ");
}

Deno.test("the paper's 100 epochs are 3 x (20 full + 10 pruned), then 10 of the full network", () => {
  assert.deepEqual(
    table({ s1: "20", s2: "10", cycles: 3 }, 100, 7),
    "20 full 1, 10 pruned 1, 20 full 2, 10 pruned 2, 20 full 3, 10 pruned 3, 10 tail 3",
  );
});

Deno.test("the paper prunes after 20, 50 and 80 epochs and re-initializes after 30, 60 and 90", () => {
  const { cycles } = schedule({ s1: duration(20), s2: duration(10), cycles: 3 }, 703);
  assert.deepEqual(cycles.map(({ prune, reinitialize }) => [prune / 703, reinitialize / 703]), [
    [20, 30],
    [50, 60],
    [80, 90],
  ]);
});

Deno.test("phases in steps may begin and end within an epoch", () => {
  assert.deepEqual(
    table({ s1: "15steps", s2: "5steps", cycles: 2 }, 5, 10),
    "1 full 1, 1 full 1/pruned 1, 1 full 2, 1 full 2/pruned 2, 1 tail 2",
  );
});

Deno.test("no cycles is one tail, standard training", () => {
  assert.deepEqual(table({ s1: "20", s2: "10", cycles: 0 }, 3, 4), "3 tail 0");
});

Deno.test("schedule() refuses a fraction of cycles and empty phases", () => {
  const s1 = duration(1);
  assert.throws(() => schedule({ s1, s2: s1, cycles: 1.5 }, 10), RangeError);
  assert.throws(() => schedule({ s1, s2: s1, cycles: -1 }, 10), RangeError);
  assert.throws(
    () => schedule({ s1: { count: 0, unit: "epochs" }, s2: s1, cycles: 1 }, 10),
    RangeError,
  );
});

Deno.test("duration() reads epochs and steps and refuses the rest", () => {
  assert.deepEqual(duration(20), { count: 20, unit: "epochs" });
  assert.deepEqual(duration("20 epochs"), { count: 20, unit: "epochs" });
  assert.deepEqual(duration("500steps"), { count: 500, unit: "steps" });
  for (const bad of ["", "0", "-1", "1.5", "NaN", "ten", "5 weeks", 0, 2.5, NaN, Infinity]) {
    assert.throws(() => duration(bad), RangeError, String(bad));
  }
});
