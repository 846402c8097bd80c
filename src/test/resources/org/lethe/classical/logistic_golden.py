"""Writes logistic_golden.json: optima of scikit-learn 1.2.1's LogisticRegression.

    python3 logistic_golden.py > logistic_golden.json
"""

import json
import warnings

import numpy as np
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")


def data(kind, classes, seed):
    rng = np.random.default_rng(seed)
    n, d = 90, 12
    centres = rng.normal(size=(classes, d))
    y = rng.choice(classes, size=n, p=np.linspace(1, 2, classes) / np.linspace(1, 2, classes).sum())
    x = centres[y] + 1.5 * rng.normal(size=(n, d))
    if kind == "sparse":
        x = np.where(rng.random((n, d)) < 0.7, 0, np.abs(x))
        norms = np.linalg.norm(x, axis=1, keepdims=True)
        x = np.divide(x, norms, out=np.zeros_like(x), where=norms > 0)
    return np.round(x, 3).astype(np.float32).astype(np.float64), y


def case(kind, classes, weight, c, intercept, seed):
    x, y = data(kind, classes, seed)
    options = dict(C=c, class_weight=weight, multi_class="ovr", max_iter=100000)
    if intercept == "penalised":
        model = LogisticRegression(solver="liblinear", tol=1e-14, **options)
    else:
        model = LogisticRegression(
            solver="newton-cg", tol=1e-13, fit_intercept=intercept == "free", **options
        )
    model.fit(x, y)
    return {
        "kind": kind,
        "classes": classes,
        "weight": weight or "none",
        "c": c,
        "intercept": intercept,
        "x": x.tolist(),
        "y": y.tolist(),
        "weights": np.c_[
            model.coef_, np.broadcast_to(model.intercept_, len(model.coef_))
        ].tolist(),
        "decisions": model.decision_function(x).reshape(len(x), -1).tolist(),
        "probabilities": model.predict_proba(x).tolist(),
    }


cases = [
    case(kind, classes, weight, c, intercept, seed)
    for seed, (kind, classes, weight, c, intercept) in enumerate(
        [
            ("sparse", 2, None, 1.0, "free"),
            ("dense", 2, None, 1.0, "free"),
            ("sparse", 2, "balanced", 10.0, "free"),
            ("dense", 2, "balanced", 0.01, "free"),
            ("sparse", 2, None, 1000.0, "free"),
            ("sparse", 2, None, 1.0, "penalised"),
            ("dense", 2, None, 1.0, "none"),
            ("sparse", 4, None, 1.0, "free"),
            ("dense", 4, "balanced", 1.0, "free"),
            ("dense", 3, None, 100.0, "penalised"),
        ]
    )
]
print(json.dumps(cases))
