import assert from "node:assert/strict";
import { fileVersionRecord, scalarRecord } from "../../src/runs/tensorboard.ts";

/** Two records that Python's `tensorboard.summary.writer.record_writer` wrote for the events below. */
const WRITTEN_BY_TENSORBOARD =
  "GAAAAAAAAACjf0siCQAAoLSAZdJBGg1icmFpbi5FdmVudDoy9ejwFjcAAAAAAAAA5+jKWQkAANC2gGXSQRCsAi" +
  "opChEKCmxvc3MvdHJhaW4VAAAAPwoUCg1hY2N1cmFjeS90ZXN0FTMzMz/hhL91";

Deno.test("event records are byte for byte those that TensorBoard's own writer makes", () => {
  const version = fileVersionRecord(1234567890.5);
  const scalars = scalarRecord(300, 1234567899.25, [
    { tag: "loss/train", value: 0.5 },
    { tag: "accuracy/test", value: 0.7 },
  ]);
  assert.deepEqual(
    [...version, ...scalars],
    [...Uint8Array.from(atob(WRITTEN_BY_TENSORBOARD), (letter) => letter.charCodeAt(0))],
  );
});

Deno.test("a record's length field counts the event only", () => {
  const record = scalarRecord(1, 0, []);
  assert.equal(new DataView(record.buffer).getBigUint64(0, true), BigInt(record.length - 16));
});
