"""Budget curves on text as a researcher would write them with scikit-learn.

The peer that `lethe run experiments/sms-spam.yaml` is timed and compared against: the same
vectoriser, the same rules, the same budgets, one LogisticRegression a budget, one after another.
It is written to be plain, not slow: features are made once a seed, scores once a rule.

Splits come from a file where given (--splits), so that both sides use the same rows:

    {"splits": [{"seed": 1, "train": [ids], "validation": [ids], "test": [ids]}, ...]}

An id is the row's number in the source, counted from 1; what stands before its last digits is
ignored ("sms-17" is row 17). Without the file: 60/20/20, stratified, by numpy's generator.
"""

import argparse
import json
import re
import sys
import time

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import normalize

RULES = ("random,distance,cos-mu2,lr-cos,knn-ratio,tfidf-norm,coreset,density-ratio,herding,"
         "loss")


# ------------------------------------------------------------------------------------ rules


def mean(x):
    return np.asarray(x.mean(axis=0)).ravel()


def squared_norms(x):
    return np.asarray(x.multiply(x).sum(axis=1)).ravel()


def distance(x, centre):
    squares = squared_norms(x) - 2 * (x @ centre) + centre @ centre
    return np.sqrt(np.maximum(squares, 0))


def cosine_distance(x, centre):
    norms = np.sqrt(squared_norms(x)) * np.linalg.norm(centre)
    return 1 - np.divide(x @ centre, norms, out=np.zeros(x.shape[0]), where=norms > 0)


SMALLEST_FLOAT = 2.0**-149  # copies have nobody nearer; so that scores stay finite


def knn_ratio(forget, retain, k=10):
    to_retain = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(retain)
    to_forget = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(forget)
    far = to_retain.kneighbors(forget)[0].mean(axis=1)
    near = to_forget.kneighbors()[0].mean(axis=1)  # without the point itself
    return far / np.maximum(near, SMALLEST_FLOAT)


def density_ratio(forget, retain, rng):
    x = sp.vstack([forget, retain]).tocsr()
    y = np.r_[np.ones(forget.shape[0]), np.zeros(retain.shape[0])]
    folds = StratifiedKFold(5, shuffle=True, random_state=int(rng.integers(2**31)))
    model = LogisticRegression(class_weight="balanced", max_iter=1000)
    logits = cross_val_predict(model, x, y, cv=folds, method="decision_function")
    return logits[: forget.shape[0]]


def herding(forget):
    """Kernel herding: each pick brings the mean of the picks nearest to the mean of all."""
    centre = mean(forget)
    gram = (forget @ forget.T).toarray()
    to_centre = forget @ centre
    picked_sum = np.zeros(forget.shape[0])
    taken = np.zeros(forget.shape[0], dtype=bool)
    scores = np.empty(forget.shape[0])
    for step in range(forget.shape[0]):
        gain = np.where(taken, -np.inf, to_centre * (step + 1) - picked_sum - 0.5 * gram.diagonal())
        pick = int(np.argmax(gain))
        taken[pick] = True
        scores[pick] = -step
        picked_sum += gram[pick]
    return scores


def score(rule, forget, retain, raw_norms, loss, rng):
    """One number a forget row, the largest is removed first."""
    if rule == "random":
        return rng.random(forget.shape[0])
    if rule == "distance":
        return distance(forget, mean(retain))
    if rule == "cos-mu2":
        return cosine_distance(forget, mean(retain))
    if rule == "lr-cos":
        return cosine_distance(forget, mean(retain)) - cosine_distance(forget, mean(forget))
    if rule == "knn-ratio":
        return knn_ratio(forget, retain)
    if rule == "tfidf-norm":
        return raw_norms
    if rule == "coreset":
        return -distance(forget, mean(forget))
    if rule == "density-ratio":
        return density_ratio(forget, retain, rng)
    if rule == "herding":
        return herding(forget)
    if rule == "loss":
        return loss
    raise SystemExit(f"unknown rule {rule!r}; allowed: {RULES}")


# ---------------------------------------------------------------------------------- the job


class Data:
    """texts [n], forget [n] of bool (p1 against p2), which is also the class."""

    def __init__(self, texts, forget):
        self.texts = np.array(texts, dtype=object)
        self.forget = np.asarray(forget, dtype=bool)

    def cut_retain(self, ratio, seed):
        """Rows with at most `ratio` times as many retained as forget rows."""
        retain = np.flatnonzero(~self.forget)
        keep = min(len(retain), ratio * int(self.forget.sum()))
        chosen = np.random.default_rng(seed).permutation(retain)[:keep]
        return np.sort(np.r_[np.flatnonzero(self.forget), chosen])


def split(data, rows, seed):
    """60/20/20, stratified by side."""
    rng = np.random.default_rng([seed, 1])
    parts = {"train": [], "validation": [], "test": []}
    for side in (True, False):
        mine = rng.permutation(rows[data.forget[rows] == side])
        a, b = round(0.6 * len(mine)), round(0.8 * len(mine))
        parts["train"] += mine[:a].tolist()
        parts["validation"] += mine[a:b].tolist()
        parts["test"] += mine[b:].tolist()
    return {part: np.sort(np.array(ids)) for part, ids in parts.items()}


def read_splits(path):
    def row(name):
        return int(re.search(r"(\d+)\D*$", str(name)).group(1)) - 1

    with open(path, encoding="utf-8") as file:
        splits = json.load(file)["splits"]
    return {
        s["seed"]: {p: np.sort([row(i) for i in s[p]]) for p in ("train", "validation", "test")}
        for s in splits
    }


def vectorizer(options, norm):
    return TfidfVectorizer(
        norm=norm,
        min_df=options.min_df,
        max_df=options.max_df,
        ngram_range=(1, options.ngrams),
        sublinear_tf=options.sublinear,
    )


def fit(options, x, y):
    if len(np.unique(y)) < 2:
        return None
    model = LogisticRegression(
        C=options.c,
        class_weight=None if options.class_weight == "none" else options.class_weight,
        solver=options.solver,
        tol=options.tol,
        max_iter=1000,
    )
    return model.fit(x, y)


def probability(model, x, y):
    """Of the forget class; with one class left, Laplace's smoothed frequency."""
    if model is None:
        return np.full(x.shape[0], (y.sum() + 1) / (len(y) + 2))
    return model.predict_proba(x)[:, 1]


def seed_curves(data, parts, seed, options, clock):
    """One row a (rule, budget): recall on held-out forget rows, retained log-loss, false alarms."""
    train, test = parts["train"], parts["test"]
    y = data.forget.astype(int)
    began = time.perf_counter()
    raw = vectorizer(options, None).fit(data.texts[train])
    unnormalised = raw.transform(data.texts[train])
    x = normalize(unnormalised)
    x_test = normalize(raw.transform(data.texts[test]))
    clock["encoding"] += time.perf_counter() - began

    forget = np.flatnonzero(y[train] == 1)
    retain = np.flatnonzero(y[train] == 0)
    raw_norms = np.sqrt(squared_norms(unnormalised[forget]))

    def measure(model, fitted):
        p = probability(model, x_test, y[train[fitted]])
        predicted, truth = p > 0.5, y[test]
        held_out = p[truth == 0]
        return {
            "recall": float(predicted[truth == 1].mean()),
            "forget-log-loss": float(log_loss(np.ones(truth.sum()), p[truth == 1], labels=[0, 1])),
            "retain-log-loss": float(log_loss(np.zeros(len(held_out)), held_out, labels=[0, 1])),
            "false-alarm": float(predicted[truth == 0].mean()),
        }

    everything = np.arange(len(train))
    original = fit(options, x, y[train])
    own = np.clip(original.predict_proba(x[forget])[:, 1], 1e-300, 1)
    ends = {0: measure(original, everything), 1: measure(None, retain)}
    curves = {}
    for number, rule in enumerate(options.rules.split(",")):
        rng = np.random.default_rng([seed, 2, number])
        began = time.perf_counter()
        scores = score(rule, x[forget], x[retain], raw_norms, -np.log(own), rng)
        shuffled = rng.permutation(len(forget))
        order = forget[shuffled[np.argsort(-scores[shuffled], kind="stable")]]
        clock["scoring"] += time.perf_counter() - began
        curve = []
        for budget in options.budgets:
            count = round(budget * len(forget))
            if count in (0, len(forget)):
                curve.append(ends[0 if count == 0 else 1])
                continue
            began = time.perf_counter()
            kept = np.setdiff1d(everything, order[:count])
            if options.refit:
                again = vectorizer(options, "l2").fit(data.texts[train[kept]])
                model = fit(options, again.transform(data.texts[train[kept]]), y[train[kept]])
                clock["training"] += time.perf_counter() - began
                x_test_before, x_test = x_test, again.transform(data.texts[test])
                curve.append(measure(model, kept))
                x_test = x_test_before
            else:
                model = fit(options, x[kept], y[train[kept]])
                clock["training"] += time.perf_counter() - began
                curve.append(measure(model, kept))
        curves[rule] = curve
    return curves


# ------------------------------------------------------------------------------- crossings


def crossing(budgets, values, level):
    """The first budget at which a falling curve is at or below the level, or None."""
    for i, value in enumerate(values):
        if value <= level:
            if i == 0:
                return budgets[0]
            step = (values[i - 1] - level) / (values[i - 1] - value)
            return budgets[i - 1] + step * (budgets[i] - budgets[i - 1])
    return None


def halved(budgets, curve):
    recall = [m["recall"] for m in curve]
    return {
        "half-of-start": crossing(budgets, recall, recall[0] / 2),
        "halfway": crossing(budgets, recall, (recall[0] + recall[-1]) / 2),
    }


def summary(rule, budgets, curves):
    """Crossing of each seed, their mean and median, and what it did to the retained side there."""
    each = [halved(budgets, curve) for curve in curves]
    reached = [c["half-of-start"] for c in each if c["half-of-start"] is not None]
    start = [curve[0] for curve in curves]
    worst = []
    for curve, found in zip(curves, each):
        at = found["half-of-start"]
        if at is not None:
            alarms = np.interp(at, budgets, [m["false-alarm"] for m in curve])
            loss = np.interp(at, budgets, [m["retain-log-loss"] for m in curve])
            worst.append((alarms - curve[0]["false-alarm"], loss - curve[0]["retain-log-loss"]))
    return {
        "rule": rule,
        "half-of-start": [c["half-of-start"] for c in each],
        "halfway": [c["halfway"] for c in each],
        "mean": float(np.mean(reached)) if reached else None,
        "median": float(np.median(reached)) if reached else None,
        "reached": len(reached),
        "start-recall": float(np.mean([m["recall"] for m in start])),
        "false-alarm-change": float(np.mean([w[0] for w in worst])) if worst else None,
        "retain-log-loss-change": float(np.mean([w[1] for w in worst])) if worst else None,
    }


def arguments(description, **defaults):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--data", required=True, help="the folder that holds sms/ and jigsaw/")
    parser.add_argument("--splits", help="JSON with the rows of each part, see above")
    parser.add_argument("--seeds", default="1,2,3,4,5")
    parser.add_argument("--rules", default=RULES)
    parser.add_argument("--step", type=float, default=0.05, help="of the budget grid")
    parser.add_argument("--class-weight", default="none", choices=["none", "balanced"])
    parser.add_argument("--c", type=float, default=1.0)
    parser.add_argument("--solver", default="lbfgs")
    parser.add_argument("--tol", type=float, default=1e-4)
    parser.add_argument("--min-df", type=int, default=1)
    parser.add_argument("--max-df", type=float, default=1.0)
    parser.add_argument("--ngrams", type=int, default=1)
    parser.add_argument("--sublinear", action="store_true")
    parser.add_argument("--refit", action="store_true", help="TF-IDF again after each removal")
    parser.add_argument("--out", help="where to write curves and crossings as JSON")
    parser.set_defaults(**defaults)
    options = parser.parse_args()
    steps = round(1 / options.step)
    options.budgets = [i / steps for i in range(steps + 1)]
    return options


def main(data, options, retain_ratio=None):
    began = time.perf_counter()
    clock = {"encoding": 0.0, "scoring": 0.0, "training": 0.0}
    splits = read_splits(options.splits) if options.splits else None
    curves = {rule: [] for rule in options.rules.split(",")}
    seeds = [int(s) for s in options.seeds.split(",")]
    for seed in seeds:
        if splits is not None:
            parts = splits[seed]
        else:
            rows = (
                np.arange(len(data.texts))
                if retain_ratio is None
                else data.cut_retain(retain_ratio, seed)
            )
            parts = split(data, rows, seed)
        for rule, curve in seed_curves(data, parts, seed, options, clock).items():
            curves[rule].append(curve)
    result = [summary(rule, options.budgets, curves[rule]) for rule in curves]
    seconds = time.perf_counter() - began
    for line in result:
        print(
            "{rule:14s} half-of-start {mean} (median {median}, {reached} of {n})".format(
                rule=line["rule"],
                mean="—" if line["mean"] is None else f"{100 * line['mean']:.1f} %",
                median="—" if line["median"] is None else f"{100 * line['median']:.1f} %",
                reached=line["reached"],
                n=len(seeds),
            )
        )
    print(f"{seconds:.1f} s: " + ", ".join(f"{k} {v:.1f}" for k, v in clock.items()))
    if options.out:
        with open(options.out, "w", encoding="utf-8") as file:
            json.dump(
                {
                    "settings": {k: v for k, v in vars(options).items() if k not in ("data", "out")},
                    "seconds": {"all": seconds, **clock},
                    "crossings": result,
                    "curves": curves,
                },
                file,
                indent=1,
            )
    return result


if __name__ == "__main__":
    sys.exit("run sms_budget_curves.py or jigsaw_budget_curves.py")
