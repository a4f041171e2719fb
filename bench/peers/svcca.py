"""The algorithm of google/svcca (cca_core.get_cca_similarity) in numpy, for bench/cca.ts.

python3 svcca.py NEURONS OBSERVATIONS [REPEATS] prints {"numpy": version, "seconds": best, "mean": mean correlation} as JSON.
The steps are that program's own: one np.cov of both layers, removal of small rows, rescaling, pseudo-inverses, square
roots by eigen-decomposition, one SVD.
"""

import json
import sys
import time

import numpy as np


def positivedef_matrix_sqrt(array):
    w, v = np.linalg.eigh(array)
    wsqrt = np.sqrt(np.maximum(w, 0))
    return np.dot(v, np.dot(np.diag(wsqrt), np.conj(v).T))


def remove_small(sigma_xx, sigma_xy, sigma_yx, sigma_yy, epsilon):
    x, y = np.abs(np.diagonal(sigma_xx)) >= epsilon, np.abs(np.diagonal(sigma_yy)) >= epsilon
    return sigma_xx[x][:, x], sigma_xy[x][:, y], sigma_yx[y][:, x], sigma_yy[y][:, y]


def compute_ccas(sigma_xx, sigma_xy, sigma_yx, sigma_yy, epsilon):
    sigma_xx, sigma_xy, sigma_yx, sigma_yy = remove_small(sigma_xx, sigma_xy, sigma_yx, sigma_yy, epsilon)
    sigma_xx = sigma_xx + epsilon * np.eye(len(sigma_xx))
    sigma_yy = sigma_yy + epsilon * np.eye(len(sigma_yy))
    invsqrt_xx = positivedef_matrix_sqrt(np.linalg.pinv(sigma_xx))
    invsqrt_yy = positivedef_matrix_sqrt(np.linalg.pinv(sigma_yy))
    return np.linalg.svd(np.dot(invsqrt_xx, np.dot(sigma_xy, invsqrt_yy)))


def get_cca_similarity(acts1, acts2, epsilon=0.0):
    """acts: neurons x observations."""
    numx = acts1.shape[0]
    covariance = np.cov(acts1, acts2)
    sigmaxx, sigmaxy = covariance[:numx, :numx], covariance[:numx, numx:]
    sigmayx, sigmayy = covariance[numx:, :numx], covariance[numx:, numx:]
    xmax, ymax = np.max(np.abs(sigmaxx)), np.max(np.abs(sigmayy))
    sigmaxx, sigmayy = sigmaxx / xmax, sigmayy / ymax
    sigmaxy, sigmayx = sigmaxy / np.sqrt(xmax * ymax), sigmayx / np.sqrt(xmax * ymax)
    u, s, v = compute_ccas(sigmaxx, sigmaxy, sigmayx, sigmayy, epsilon)
    return np.mean(s)


def main():
    neurons, observations = int(sys.argv[1]), int(sys.argv[2])
    repeats = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    rng = np.random.default_rng(1)
    x = rng.standard_normal((neurons, observations), dtype=np.float32)
    y = rng.standard_normal((neurons, observations), dtype=np.float32)
    best, mean = float("inf"), 0.0
    for _ in range(repeats):
        start = time.perf_counter()
        mean = float(get_cca_similarity(x, y))
        best = min(best, time.perf_counter() - start)
    print(json.dumps({"numpy": np.__version__, "seconds": best, "mean": mean}))


main()
