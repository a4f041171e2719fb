"""Writes the activations (*.npy) and numpy's results for them (reference.json): python3 make.py, needs numpy.

Everything here is computed from the observations themselves: QR and SVD of centered data, N x N kernel matrices,
least squares. Nothing is computed from covariances, unlike in src/similarity.
"""
import json
import pathlib

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
TOLERANCE = 1e-5  # of singular values: the square root of the tolerance of variances


def maps(rng, images, height, width, mix):
    """ReLU maps of some mixed sources, the way features of one network are related."""
    sources = rng.normal(size=(images, height, width, mix.shape[0]))
    return np.maximum(0, sources @ mix + 0.3)


def basis(x):
    """Orthonormal basis of the centered columns, each scaled to norm 1 before its rank is determined."""
    x = x - x.mean(0)
    norms = np.linalg.norm(x, axis=0)
    x = x[:, norms > 1e-9] / norms[norms > 1e-9]
    if x.shape[1] == 0:
        return x
    q, r = np.linalg.qr(x)
    u, s, _ = np.linalg.svd(r)
    return (q @ u[:, : len(s)])[:, s > TOLERANCE * s[0]]


def canonical(x, y):
    a, b = basis(x), basis(y)
    if min(a.shape[1], b.shape[1]) == 0:
        return a, b, np.zeros(0), np.zeros((0, 0)), np.zeros((0, 0))
    u, s, vt = np.linalg.svd(a.T @ b, full_matrices=False)
    return a, b, s, u, vt


def pooled(x, side):
    n, h, w, c = x.shape
    edge = lambda length: [cell * length // side for cell in range(side + 1)]
    rows, columns = edge(h), edge(w)
    cells = [x[:, rows[i] : rows[i + 1], columns[j] : columns[j + 1]].mean((1, 2)) for i in range(side) for j in range(side)]
    return np.stack(cells, 1)  # images, cells, channels


def within(x, side):
    cells, flat = pooled(x, side), x.reshape(-1, x.shape[-1])
    filters = x.shape[-1]
    first = lambda i, j: float(max(canonical(cells[:, :, i], cells[:, :, j])[2], default=0))
    centered = flat - flat.mean(0)
    norms = np.linalg.norm(centered, axis=0)
    alive = norms > 1e-9
    unit = centered / np.where(alive, norms, 1)
    multiple = []
    for i in range(filters):
        rest = np.delete(unit, i, 1)
        fit = rest @ np.linalg.lstsq(rest, unit[:, i], rcond=TOLERANCE)[0]
        multiple.append(float(np.linalg.norm(fit)))
    return {
        "dead": [int(i) for i in np.flatnonzero(~alive)],
        "rank": int(basis(flat).shape[1]),
        "pairs": [[first(i, j) for j in range(filters)] for i in range(filters)],
        "pearson": np.abs(unit.T @ unit).tolist(),
        "oneVsRest": multiple,
    }


def hsic(k, l):
    """Unbiased, equation 5 of Song et al. 2012."""
    n = len(k)
    k, l = k - np.diag(np.diag(k)), l - np.diag(np.diag(l))
    one = np.ones(n)
    terms = np.trace(k @ l) + (one @ k @ one) * (one @ l @ one) / ((n - 1) * (n - 2)) - 2 / (n - 2) * (one @ k @ l @ one)
    return terms / (n * (n - 3))


def between(x, y):
    """x, y: observations x variables."""
    a, b, s, u, vt = canonical(x, y)
    x, y = x - x.mean(0), y - y.mean(0)
    (p, variates, side) = ("a", a @ u, x) if a.shape[1] <= b.shape[1] else ("b", b @ vt.T, y)
    weights = np.abs(variates.T @ side).sum(1)

    def principal(z):
        left, values, _ = np.linalg.svd(z, full_matrices=False)
        share = np.cumsum(values**2) / np.sum(values**2)
        return left[:, : int(np.searchsorted(share, 0.99) + 1)]

    pa, pb = principal(x), principal(y)
    cka = lambda k, l: np.sum(k * l) / np.sqrt(np.sum(k * k) * np.sum(l * l))
    kernels = x @ x.T, y @ y.T
    unbiased = hsic(*kernels) / np.sqrt(hsic(kernels[0], kernels[0]) * hsic(kernels[1], kernels[1]))
    nuclear = np.linalg.svd((x / np.linalg.norm(x)).T @ (y / np.linalg.norm(y)), compute_uv=False).sum()
    return {
        "ranks": [a.shape[1], b.shape[1]],
        "correlations": s.tolist(),
        "mean": float(s.mean()),
        "svcca": float(np.linalg.svd(pa.T @ pb, compute_uv=False).mean()),
        "kept": [pa.shape[1], pb.shape[1]],
        "pwcca": float((weights * s).sum() / weights.sum()),
        "cka": float(cka(*kernels)),
        "ckaUnbiased": float(unbiased),
        "procrustes": float(nuclear),
    }


def main():
    rng = np.random.default_rng(7)
    a = maps(rng, 40, 5, 4, rng.normal(size=(5, 7)))
    a[..., 1] = 0.1  # dead, and not at a round number
    a[..., 4] = a[..., 0]  # a duplicate
    a[..., 6] = a[..., 2] + 1e-4 * rng.normal(size=a.shape[:3])  # nearly dependent
    b = np.maximum(0, a[:, ::2, :, :3] @ rng.normal(size=(3, 6)) + rng.normal(size=(40, 3, 4, 6)))
    a[..., 5] += 300  # far from 0
    tall = rng.normal(size=(30, 22))
    tall[:, 3] = tall[:, 9] - tall[:, 11]  # exactly dependent
    tall[:, 20] = 1e6 + 1e-3 * rng.normal(size=30)  # far from 0 and small
    short = tall[:, :6] @ rng.normal(size=(6, 6)) + 0.5 * rng.normal(size=(30, 6))
    arrays = {"a": a.astype("<f4"), "b": b.astype("<f4"), "tall": tall, "short": short}
    for name, array in arrays.items():
        np.save(HERE / f"{name}.npy", array)
    wide = {name: array.astype(float) for name, array in arrays.items()}
    cells = {name: pooled(wide[name], 2).reshape(-1, wide[name].shape[-1]) for name in "ab"}
    table = lambda x: x[:, None, None, :]
    found = {
        "within": {
            "a": within(wide["a"], 2),
            "b": within(wide["b"], 2),
            "tall": within(table(wide["tall"]), 1),
        },
        "between": {
            "a,b": between(cells["a"], cells["b"]),
            "tall,short": between(wide["tall"], wide["short"]),
        },
    }
    (HERE / "reference.json").write_text(json.dumps(found, indent=1) + "\n")


main()
