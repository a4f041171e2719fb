/** Reports and files as `repr` writes them, small. */
import type {
  DoctorReport,
  EpochMetrics,
  EvaluateReport,
  InspectReport,
  RankReport,
  RunConfig,
  TrainReport,
} from "../../src/report/mod.ts";

const tool = { name: "repr", version: "0.1.0" } as const;
const backend = {
  name: "wasm",
  device: "CPU:0",
  version: "4.22.0",
  threads: 1,
  determinism: { simd: true },
};
const model = {
  name: "c3-32",
  parameters: 24522,
  filters: 96,
  layers: [{ name: "conv1", filters: 32 }, { name: "conv2", filters: 32 }, {
    name: "conv3",
    filters: 32,
  }],
};
const data = { name: "shapes", digest: "sha256:00", train: 900, validation: 100, test: 200 };

export const TRAIN_REPORT: TrainReport = {
  kind: "train",
  version: 1,
  tool,
  options: { epochs: 12, s1: 3, lrSteps: [30, 60], limit: null },
  scheme: "repr",
  model,
  data,
  backend,
  directory: "runs/shapes-c3-32-20260102-030405",
  interrupted: false,
  warnings: [],
  final: { epoch: 12, testAccuracy: 0.914, validationAccuracy: 0.92, trainAccuracy: 0.951 },
  best: { epoch: 11, phase: "tail", validationAccuracy: 0.924, testAccuracy: 0.91 },
  lastFive: { validationAccuracy: 0.915, testAccuracy: 0.9 },
  cycles: [{
    cycle: 1,
    criterion: "ortho",
    prunedAtEpoch: 3,
    pruned: [
      { layer: "conv2", filter: 7, score: 0.31 },
      { layer: "conv2", filter: 9, score: 0.3 },
      { layer: "conv3", filter: 0, score: null },
    ],
    reinitializedAtEpoch: 5,
    reinitialized: [
      { layer: "conv2", filter: 7, rung: "null-space", maxCosine: 1.2e-8 },
      { layer: "conv2", filter: 9, rung: "null-space", maxCosine: 3.1e-8 },
      { layer: "conv3", filter: 0, rung: "survivors", maxCosine: 0.25 },
    ],
    accuracy: { beforePrune: 0.71, afterPrune: 0.402, beforeReinit: 0.733, afterReinit: 0.7 },
    warnings: [],
  }, {
    cycle: 2,
    criterion: "ortho",
    prunedAtEpoch: 8,
    pruned: [{ layer: "conv3", filter: 1, score: 0.2 }],
    reinitializedAtEpoch: null,
    reinitialized: [],
    accuracy: { beforePrune: 0.8, afterPrune: 0.6, beforeReinit: null, afterReinit: null },
    warnings: ["layer conv3 loses 10 of the 10 removed filters"],
  }],
  timing: {
    imagesPerSecond: 851.2,
    trainSeconds: 62.1,
    evaluateSeconds: 4.2,
    rankSeconds: 0.02,
    reinitSeconds: 0.05,
  },
};

export const EVALUATE_REPORT: EvaluateReport = {
  kind: "evaluate",
  version: 1,
  tool,
  options: { data: "shapes" },
  model: { path: "runs/a", parameters: 24522 },
  data: { name: "shapes", digest: "sha256:00", classes: 2 },
  backend,
  accuracy: 0.5,
  loss: 0.7,
  images: 2,
  perClass: [{ class: "disc", images: 2, accuracy: 0.5 }, {
    class: "ring",
    images: 0,
    accuracy: null,
  }],
  seconds: 0.1,
};

export const DOCTOR_REPORT: DoctorReport = {
  kind: "doctor",
  version: 1,
  tool,
  options: { backend: "auto", device: "auto", threads: null },
  versions: { deno: "2.9.6" },
  machine: { platform: "linux x86_64", cores: 2, memoryBytes: null },
  backends: [{
    name: "wasm",
    usable: true,
    devices: ["cpu"],
    version: "4.22.0",
    reason: "built in",
  }],
  chosen: { name: "wasm", device: "CPU:0", version: "4.22.0", threads: 1 },
  problem: null,
  folders: [{ purpose: "runs", path: "runs", exists: false, writable: false }],
};

export const RUN_CONFIG: RunConfig = {
  kind: "run",
  version: 1,
  tool,
  options: { epochs: 12, s1: "500steps" },
  startedAt: 1767323045,
  model,
  data,
  backend,
  versions: { deno: "2.9.6" },
  platform: "linux x86_64",
};

/** What was measured in an epoch. */
export function metricsOf(epoch: number): EpochMetrics {
  return {
    epoch,
    phase: "full",
    cycle: 1,
    trainLoss: 2 / epoch,
    trainAccuracy: 0.5,
    validationAccuracy: 0.4,
    testAccuracy: epoch % 2 === 0 ? 0.45 : null,
    learningRate: 0.01,
    orthoSum: 9.5,
    activeFilters: 96,
    seconds: 1.5,
  };
}

export const RANK_REPORT: RankReport = {
  kind: "rank",
  version: 1,
  tool,
  options: { by: "ortho", prune: 0.5 },
  criterion: "ortho",
  redundant: "highest",
  model: {
    path: "net.safetensors",
    format: "safetensors",
    parameters: 18,
    filters: 2,
    convolutions: 1,
  },
  layers: [{
    name: "conv1",
    kind: "conv2d",
    kernel: [3, 3],
    inputChannels: 1,
    filters: 2,
    groups: 1,
    fanIn: 9,
    dilation: null,
    guessed: [],
    ranked: true,
    scores: [0.25, null],
    pruned: [0],
    nearest: [{ filter: 1, cosine: -0.5 }, null],
  }],
  ranking: [
    { layer: "conv1", filter: 0, score: 0.25, rank: 1 },
    { layer: "conv1", filter: 1, score: null, rank: 2 },
  ],
  selection: { prune: 0.5, count: 1, perLayer: { conv1: 1 } },
  warnings: ["one filter of layer conv1 holds NaN"],
};

export const INSPECT_REPORT: InspectReport = {
  kind: "inspect",
  version: 1,
  tool,
  options: { duplicateAbove: 0.99 },
  model: RANK_REPORT.model,
  orthoSum: 0.5,
  layers: [{
    name: "conv1",
    kind: "conv2d",
    kernel: [3, 3],
    inputChannels: 1,
    filters: 2,
    groups: 1,
    fanIn: 9,
    dilation: [1, 1],
    guessed: [],
    rank: 2,
    effectiveRank: 1.9,
    nullDimension: 7,
    room: 2,
    deadFilters: [],
    brokenFilters: [],
    duplicates: [{ filters: [0, 1], cosine: -0.995 }],
    duplicateCount: 1,
    orthoSum: 0.5,
    kernelNorms: [1, 2],
  }],
  comparison: {
    model: RANK_REPORT.model,
    layers: [{
      name: "conv1",
      change: null,
      meanCosine: 0.5,
      mostTurned: { filter: 1, cosine: 0.1 },
      orthoSum: [0.5, 0.4],
      rank: [2, 2],
    }],
  },
  failures: [],
  warnings: [],
};
