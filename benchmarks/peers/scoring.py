"""Scoring 50,000 × 512: Lethe against the same algebra in NumPy, SciPy and scikit-learn.

Both sides take turns, job by job, so that they meet the same load on a shared machine. In a turn a
job is done three times back to back: the first time pays for memory that the system took back
meanwhile, which would more than double NumPy's time for the largest job and leave the JVM's heap
alone. The best of all counts, after one round for warming up. Build first, then run from the
repository's root (Debian's python3-numpy, python3-scipy, python3-sklearn):

    mvn -q test-compile
    python3 benchmarks/peers/scoring.py [--rounds 5] [--decay 0]
"""

import argparse
import platform
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import scipy
import scipy.linalg
import sklearn
from sklearn.neighbors import NearestNeighbors

N, N1, D = 50_000, 5_000, 512
REPEATS = 3

options = argparse.ArgumentParser()
options.add_argument("--rounds", type=int, default=5)
options.add_argument("--decay", type=float, default=0, help="feature j has deviation (j+1)^-decay")
options = options.parse_args()

rng = np.random.default_rng(1)
deviations = np.arange(1, D + 1) ** -options.decay
rows = (rng.standard_normal((N, D)) * deviations).astype(np.float32)
rows[:N1] += (0.05 * deviations).astype(np.float32)
forget, retain = rows[:N1], rows[N1:]


def mahalanobis(sigma, centred):
    sigma[np.diag_indices(D)] += 1e-3 * np.trace(sigma) / D
    factor = np.linalg.cholesky(sigma)
    z = scipy.linalg.solve_triangular(factor, centred.T, lower=True, check_finite=False)
    return np.sqrt((z * z).sum(0))


def maha_all():
    x = rows.astype(np.float64)
    x -= x.mean(0)
    return mahalanobis(x.T @ x / N, x)


def maha_mu2():
    x, y = forget.astype(np.float64), retain.astype(np.float64)
    mu2 = y.mean(0)
    to_mu2 = x - mu2
    x -= x.mean(0)
    y -= mu2
    return mahalanobis((x.T @ x + y.T @ y) / N, to_mu2)


def distance():
    return np.linalg.norm(forget - retain.mean(0, dtype=np.float64), axis=1)


def cosine(x, norms, mu):
    return 1 - x @ mu / (norms * np.linalg.norm(mu))


def lr_cos():
    x = forget.astype(np.float64)
    norms = np.linalg.norm(x, axis=1)
    return cosine(x, norms, retain.mean(0, dtype=np.float64)) - cosine(x, norms, x.mean(0))


def knn_ratio():
    between = NearestNeighbors(n_neighbors=10, algorithm="brute").fit(retain).kneighbors(forget)[0]
    within = NearestNeighbors(n_neighbors=10, algorithm="brute").fit(forget).kneighbors()[0]
    return between.mean(1) / within.mean(1)


JOBS = {
    "maha-all": maha_all,
    "maha-mu2": maha_mu2,
    "distance": distance,
    "lr-cos": lr_cos,
    "knn-ratio": knn_ratio,
}

with tempfile.TemporaryDirectory() as folder:
    data = Path(folder) / "rows.f32"
    rows.tofile(data)
    class_path = "target/test-classes:target/classes:" + Path("target/classpath.txt").read_text()
    java = subprocess.Popen(
        ["java", "-XX:+UseParallelGC", "-Xmx3g", "-cp", class_path.strip()]
        + ["org.lethe.scorer.ScoringBenchmark", str(data), str(N), str(N1), str(D)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    peers, ours = {}, {}
    for turn in range(options.rounds + 1):
        for job, work in JOBS.items():
            for _ in range(REPEATS):
                wall, processor = time.perf_counter(), time.process_time()
                peer_sum = float(work().sum(dtype=np.float64))
                peer = (time.perf_counter() - wall, time.process_time() - processor)
                peers.setdefault(job, []).append(peer)
            for _ in range(REPEATS):
                java.stdin.write(job + "\n")
                java.stdin.flush()
                *own, total = map(float, java.stdout.readline().split())
                ours.setdefault(job, []).append(own)
            # lr-cos sums small differences of both signs: held against the scores' own size
            if abs(total - peer_sum) > 1e-4 * max(abs(peer_sum), 1):
                raise SystemExit(f"{job}: scores differ: {total} here, {peer_sum} there")
        if turn == 0:
            peers, ours = {}, {}
    java.stdin.close()
    java.wait()

print(
    f"NumPy {np.__version__}, SciPy {scipy.__version__}, scikit-learn {sklearn.__version__},"
    f" {platform.machine()}; best of {options.rounds * REPEATS}; milliseconds"
)
print("| job | peer wall | Lethe wall | peer ÷ Lethe | peer CPU | Lethe CPU | peer ÷ Lethe |")
print("|---|---:|---:|---:|---:|---:|---:|")
for job in JOBS:
    peer, peer_cpu = (1e3 * min(column) for column in zip(*peers[job]))
    own, own_cpu = (1e3 * min(column) for column in zip(*ours[job]))
    print(
        f"| {job} | {peer:.0f} | {own:.0f} | {peer / own:.2f} |"
        f" {peer_cpu:.0f} | {own_cpu:.0f} | {peer_cpu / max(own_cpu, 1e-3):.2f} |"
    )
