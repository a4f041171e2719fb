"""The operations of bench/linalg.ts in numpy: prints {"numpy": version, "seconds": {op: best}} as JSON.

The caller sets OPENBLAS_NUM_THREADS and, for the baseline of SSE machines, OPENBLAS_CORETYPE=Nehalem.
"""

import json
import sys
import time

import numpy as np

rng = np.random.default_rng(1)


def symmetric(n):
    a = rng.standard_normal((n, n))
    return a + a.T


# name: (how often, make the operands, the operation)
OPS = {
    "product f32 1024": (7, lambda: rng.standard_normal((2, 1024, 1024), dtype=np.float32), lambda x: x[0] @ x[1]),
    "product f64 1024": (7, lambda: rng.standard_normal((2, 1024, 1024)), lambda x: x[0] @ x[1]),
    "w v^T f32 2048x4608": (
        3,
        lambda: rng.standard_normal((2, 2048, 4608), dtype=np.float32),
        lambda x: x[0] @ x[1].T,
    ),
    "gram f32->f64 512x4608": (
        5,
        lambda: rng.standard_normal((512, 4608), dtype=np.float32),
        lambda w: (lambda v: v @ v.T)(w.astype(np.float64)),
    ),
    "eigen f64 2048": (1, lambda: symmetric(2048), np.linalg.eigh),
    "qr f64 4608x2048": (1, lambda: rng.standard_normal((4608, 2048)), np.linalg.qr),
    "svd f64 1024": (2, lambda: rng.standard_normal((1024, 1024)), lambda a: np.linalg.svd(a, full_matrices=False)),
    "covariance f32 50000x512": (2, lambda: rng.standard_normal((50000, 512)), lambda x: x.T @ x),
}

seconds = {}
for name in sys.argv[1:] or OPS:
    times, make, run = OPS[name]
    operands = make()
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        run(operands)
        best = min(best, time.perf_counter() - start)
    seconds[name] = best
print(json.dumps({"numpy": np.__version__, "seconds": seconds}))
