import assert from "node:assert/strict";
import type { CcaLayer, CcaReport } from "../../src/report/mod.ts";
import { ccaPage } from "../../src/page/mod.ts";
import { CCA_REPORT } from "../report/cca_example.ts";
import { Folder } from "../report/folder.ts";
import { CHROMIUM, documentOf } from "./chromium.ts";

/** A layer of n filters, pair (i, j) correlated by (i + j) / 2n. */
function layerOf(name: string, n: number): CcaLayer {
  const grid = Array.from(
    { length: n },
    (_, i) => Array.from({ length: n }, (_, j) => i === j ? 1 : (i + j) / (2 * n)),
  );
  return {
    ...CCA_REPORT.layers[0],
    name,
    model: 1,
    activation: null,
    map: [8, 8],
    filters: n,
    deadFilters: [],
    rank: n,
    positions: 6400,
    chance: 0.34,
    chancePearson: 0.02,
    chanceOneVsRest: 0.1,
    pairs: grid,
    pearson: grid,
    oneVsRest: grid.map(() => 0.5),
    redundant: [],
    excess: 0,
    pValues: null,
  };
}

/** Points at the given part of the first image and writes the readout into the document. */
const POINTING = (x: number, y: number) =>
  `<script>{
  const image = document.querySelector("figure[data-parts] image");
  const { left, top, width, height } = image.getBoundingClientRect();
  image.dispatchEvent(new PointerEvent("pointermove", {
    bubbles: true, clientX: left + ${x} * width, clientY: top + ${y} * height,
  }));
  document.documentElement.dataset.readout = image.closest("figure").querySelector("output").value;
}</script>`;

async function readoutAt(report: CcaReport, x: number, y: number): Promise<string> {
  using folder = new Folder();
  const path = `${folder.path}/cca.html`;
  await Deno.writeTextFile(path, ccaPage(report) + POINTING(x, y));
  const document = await documentOf(path);
  assert.ok(document.includes('data-ready="yes"'), document.slice(0, 500));
  return /data-readout="([^"]*)"/.exec(document)?.[1] ?? "nothing";
}

Deno.test("the page loads nothing from elsewhere", () => {
  const html = ccaPage(CCA_REPORT);
  assert.equal(/(src|href)="(?!data:|#)/.test(html), false);
  assert.equal(/https?:\/\/(?!www\.w3\.org\/)/.test(html), false);
});

Deno.test("names of layers and files cannot break out of the page", () => {
  const evil = `"><script>alert(1)</script>'&`;
  const layers = [layerOf(evil, 3)];
  const html = ccaPage({
    ...CCA_REPORT,
    models: [{ path: evil, kind: "model" }],
    layers,
    between: [],
  });
  assert.equal(html.includes("<script>alert"), false);
});

Deno.test("512 filters are images, not 262,144 elements", () => {
  const html = ccaPage({ ...CCA_REPORT, layers: [layerOf("conv", 512)], between: [] });
  const elements = html.match(/<[a-z]/g)?.length ?? 0;
  assert.ok(elements < 3000, `${elements} elements`);
  assert.ok(html.length < 2_000_000, `${html.length} characters`);
});

Deno.test("the color scale marks the chance level", () => {
  assert.match(
    ccaPage({ ...CCA_REPORT, layers: [layerOf("conv", 4)], between: [] }),
    /chance 0\.340/,
  );
});

Deno.test({
  name: "in a browser the readout of a cell has its filters, correlation and chance",
  ignore: CHROMIUM === null,
  async fn() {
    const report = { ...CCA_REPORT, layers: [layerOf("conv", 10)], between: [] };
    // the middle of row 2, column 7: (2 + 7) / 20
    assert.equal(
      await readoutAt(report, 0.75, 0.25),
      "conv, filters 2 and 7: r 0.450, Pearson |r| 0.450, chance 0.340",
    );
  },
});

Deno.test({
  name: "in a browser two layers share a square: the second above the diagonal, the first below",
  ignore: CHROMIUM === null,
  async fn() {
    const report = {
      ...CCA_REPORT,
      layers: [layerOf("first", 4), layerOf("second", 8)],
      between: [],
    };
    assert.match(await readoutAt(report, 0.9, 0.1), /^second, filters 0 and 7: r 0\.438/); // 7 / 16
    assert.match(await readoutAt(report, 0.1, 0.9), /^first, filters 3 and 0: r 0\.375/); // 3 / 8
  },
});

Deno.test({
  name: "in a browser the readout of the layer x layer matrix has every measure of two layers",
  ignore: CHROMIUM === null,
  async fn() {
    const [pair] = CCA_REPORT.between;
    assert.ok(pair !== undefined);
    const names = ["a", "b", "c", "d"];
    const between = names.flatMap((a, i) =>
      names.slice(i + 1).map((b, k) => ({ ...pair, a, b, mean: (i + i + k + 1) / 10 }))
    );
    const layers = names.map((name) => layerOf(name, 4));
    assert.equal(
      await readoutAt(
        { ...CCA_REPORT, layers, between: [...between, { ...pair, a: "x", b: "y" }] },
        0.9,
        0.4,
      ),
      "b and d: mean CCA 0.400, SVCCA 0.600, PWCCA 0.700, CKA 0.400, CKA unbiased -0.010, Procrustes 0.300, first 0.900, chance of mean CCA 0.100",
    );
  },
});
