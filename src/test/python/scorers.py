"""Reference values for the removal rules, by NumPy and scikit-learn.

Writes src/test/resources/org/lethe/scorer/reference.json: one small pair of sides and what each
deterministic rule says of them. Run from the repository's root:

    python3 src/test/python/scorers.py
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from scipy.linalg import cholesky, solve_triangular
from sklearn.cluster import KMeans
from sklearn.covariance import ledoit_wolf
from sklearn.metrics.pairwise import cosine_distances
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import NearestNeighbors

rng = np.random.default_rng(20261121)
n1, n2, d = 23, 41, 7
mixing = rng.standard_normal((d, d))
forget = (rng.standard_normal((n1, d)) @ mixing + 0.8).astype(np.float32)
retain = (rng.standard_normal((n2, d)) @ mixing - 0.4).astype(np.float32)
# a third of the entries is zero, so that the same rows serve as sparse ones
forget[rng.random(forget.shape) < 0.33] = 0
retain[rng.random(retain.shape) < 0.33] = 0
forget[5] = 0  # a zero row

x = forget.astype(np.float64)
y = retain.astype(np.float64)
mu1, mu2 = x.mean(0), y.mean(0)
within = np.vstack([x - mu1, y - mu2])


def ridged(sigma, ridge):
    return sigma + ridge * np.trace(sigma) / d * np.eye(d)


def mahalanobis(sigma, mu):
    z = solve_triangular(cholesky(sigma, lower=True), (x - mu).T, lower=True)
    return np.sqrt((z * z).sum(0))


def mean_distance(points, queries, k, drop_self):
    near = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(points)
    return near.kneighbors(None if drop_self else queries)[0].mean(1)


def mean_direction(rows):
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    mean = np.divide(rows, norms, out=np.zeros_like(rows), where=norms > 0).mean(0)
    length = np.linalg.norm(mean)
    return length * (d - length**2) / (1 - length**2) * mean / length


def greedy(rows, target):
    """Order that keeps the sum of what was taken nearest to target(t), straight from the formula."""
    taken, left = np.zeros(rows.shape[1]), list(range(len(rows)))
    score = np.zeros(len(rows))
    for rank in range(len(rows)):
        best = min(left, key=lambda i: ((taken + rows[i] - target(rank + 1)) ** 2).sum())
        taken = taken + rows[best]
        left.remove(best)
        score[best] = len(rows) - rank
    return score


def k_center(rows):
    score = np.zeros(len(rows))
    centre = int(((rows - rows.mean(0)) ** 2).sum(1).argmin())
    nearest = np.full(len(rows), np.inf)
    for rank in range(len(rows)):
        score[centre] = len(rows) - rank
        nearest = np.minimum(nearest, ((rows - rows[centre]) ** 2).sum(1))
        centre = int(nearest.argmax())
    return score


pooled = within.T @ within / len(within)
shrunk, _ = ledoit_wolf(within, assume_centered=True)
diagonal = np.diag(np.diag(pooled))
full = ridged(pooled, 1e-3)
to_mu1, to_mu2 = cosine_distances(x, mu1[None])[:, 0], cosine_distances(x, mu2[None])[:, 0]
unit = x / np.where(np.linalg.norm(x, axis=1) > 0, np.linalg.norm(x, axis=1), 1)[:, None]

scores = {
    "distance": np.linalg.norm(x - mu2, axis=1),
    "maha-mu2": mahalanobis(full, mu2),
    "maha-mu2 ledoit-wolf": mahalanobis(ridged(shrunk, 0.0), mu2),
    "maha-mu2 diagonal": mahalanobis(ridged(diagonal, 1e-3), mu2),
    "lr-maha": mahalanobis(full, mu2) - mahalanobis(full, mu1),
    "lr-maha diagonal": mahalanobis(ridged(diagonal, 1e-3), mu2)
    - mahalanobis(ridged(diagonal, 1e-3), mu1),
    "lr-maha-squared": mahalanobis(full, mu2) ** 2 - mahalanobis(full, mu1) ** 2,
    "cos-mu2": to_mu2,
    "lr-cos": to_mu2 - to_mu1,
    "knn-ratio": mean_distance(y, x, 5, False) / mean_distance(x, x, 5, True),
    "vmf": unit @ mean_direction(x) - unit @ mean_direction(y),
    "l2-norm": np.linalg.norm(x, axis=1),
    "coreset": -np.linalg.norm(x - mu1, axis=1),
    "k-center": k_center(x),
    "herding": greedy(x, lambda t: t * mu1),
    "oracle-greedy": greedy(x - mu2, lambda t: (x - mu2).sum(0)),
}

# what knows the classes of the retained rows: 0, 1, 2, 0, 1, …
classes = np.arange(n2) % 3
class_means = np.array([y[classes == c].mean(0) for c in range(3)])
in_class = y - class_means[classes]
by_class = ridged(in_class.T @ in_class / n2, 1e-3)
near_k = NearestNeighbors(n_neighbors=5, algorithm="brute").fit(y).kneighbors(x)[0]
scores["knn-distance"] = near_k[:, -1]
scores["distance-classes"] = np.min([np.linalg.norm(x - m, axis=1) for m in class_means], axis=0)
scores["maha-classes"] = np.min([mahalanobis(by_class, m) for m in class_means], axis=0)

# three retained modes so far apart that every start of k-means and EM finds the same ones, and two
# forget modes; numbers of their own, so that those above stay as they are
own = np.random.default_rng(4)
places = np.array([[9, 0, 0, 0], [0, 9, 0, 0], [0, 0, 9, 0]])
shapes = own.standard_normal((3, 4, 4)) * 0.5 + np.eye(4)
p2 = np.vstack([own.standard_normal((30 + 10 * c, 4)) @ shapes[c] + places[c] for c in range(3)])
p1 = np.vstack([own.standard_normal((25, 4)) + [3, 3, 0, 0], own.standard_normal((20, 4)) + 8])
p1, p2 = p1.astype(np.float32), p2.astype(np.float32)
u, v = p1.astype(np.float64), p2.astype(np.float64)
clusters = KMeans(3, n_init=10, random_state=0).fit(v)
in_cluster = v - clusters.cluster_centers_[clusters.labels_]
within_clusters = in_cluster.T @ in_cluster / len(v)
inverse = np.linalg.inv(within_clusters + 1e-3 * np.trace(within_clusters) / 4 * np.eye(4))
differences = u[:, None] - clusters.cluster_centers_[None]


def log_density(rows, components, kind):
    mixture = GaussianMixture(
        components,
        covariance_type=kind,
        reg_covar=1e-3 * rows.var(0).mean(),
        tol=1e-12,
        max_iter=5000,
        n_init=5,
        random_state=0,
    )
    return mixture.fit(rows).score_samples(u)


modes = {
    "distance-clusters": np.linalg.norm(differences, axis=2).min(1),
    "maha-clusters": np.sqrt(np.einsum("nkd,de,nke->nk", differences, inverse, differences)).min(1),
    "gmm shared": -log_density(v, 3, "tied"),
    "gmm full": -log_density(v, 3, "full"),
    "gmm diagonal": -log_density(v, 3, "diag"),
    "gmm-ratio shared": log_density(u, 2, "tied") - log_density(v, 3, "tied"),
    "gmm-ratio full": log_density(u, 2, "full") - log_density(v, 3, "full"),
}

out = Path("src/test/resources/org/lethe/scorer/reference.json")
out.parent.mkdir(parents=True, exist_ok=True)
out.write_text(
    json.dumps(
        {
            "numpy": np.__version__,
            "scikit-learn": sklearn.__version__,
            "forget": forget.astype(float).tolist(),
            "retain": retain.astype(float).tolist(),
            "scores": {rule: list(map(float, values)) for rule, values in scores.items()},
            "modes": {
                "forget": p1.astype(float).tolist(),
                "retain": p2.astype(float).tolist(),
                "scores": {rule: list(map(float, values)) for rule, values in modes.items()},
            },
        },
        indent=1,
    )
    + "\n"
)
