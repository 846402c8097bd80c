#!/usr/bin/env python3
"""The rankings of lr-cos and maha-mu2 by NumPy, held against those of `lethe select`.

    select_ranking.py forget.npy retain.npy RULE removal/ranking.csv

prints how far the scores differ and whether the order is the same where scores differ by more
than their rounding. With --make it first writes two arrays of 400 and 1500 rows to those names.
"""
import csv
import sys

import numpy as np


def lr_cos(forget, retain):
    """cos(x, mean of forget) - cos(x, mean of retain)"""
    unit = forget / np.linalg.norm(forget, axis=1, keepdims=True)
    near = [unit @ (m / np.linalg.norm(m)) for m in (forget.mean(0), retain.mean(0))]
    return near[0] - near[1]


def maha_mu2(forget, retain):
    """Mahalanobis distance to the mean of retain; pooled within the sides, ridge 1e-3 tr/d"""
    d = forget.shape[1]
    scatter = sum((x - x.mean(0)).T @ (x - x.mean(0)) for x in (forget, retain))
    sigma = scatter / (len(forget) + len(retain))
    sigma += 1e-3 * np.trace(sigma) / d * np.eye(d)
    gap = forget - retain.mean(0)
    return np.sqrt(np.einsum("ij,ij->i", gap, np.linalg.solve(sigma, gap.T).T))


RULES = {"lr-cos": lr_cos, "maha-mu2": maha_mu2}


def main(arguments):
    if arguments[0] == "--make":
        arguments = arguments[1:]
        random = np.random.default_rng(7)
        mix = random.normal(size=(32, 32)) / 6
        np.save(arguments[0], (random.normal(size=(400, 32)) @ mix + 0.6).astype(np.float32))
        np.save(arguments[1], (random.normal(size=(1500, 32)) @ mix + 0.2).astype(np.float32))
        return
    forget, retain = (np.load(name).astype(np.float64) for name in arguments[:2])
    expected = RULES[arguments[2]](forget, retain)
    with open(arguments[3], newline="") as file:
        rows = list(csv.DictReader(file))
    order = np.array([int(row["id"]) for row in rows])
    scores = np.array([float(row["score"]) for row in rows])
    error = np.abs(scores - expected[order]).max() / np.abs(expected).max()
    steps = np.diff(expected[order])
    print(f"{arguments[2]}: largest difference of a score {error:.1e} of the largest score,"
          f" largest step upwards in NumPy's scores along Lethe's order {max(0, steps.max()):.1e}")
    if sorted(order) != list(range(len(forget))) or error > 1e-6 or steps.max() > 1e-6:
        sys.exit("the rankings differ")


main(sys.argv[1:])
