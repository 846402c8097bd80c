"""Event files of `lethe export --to tensorboard` as TensorBoard itself reads them, against the records: every
scalar of every run, its steps and its values (as float32, which is what TensorBoard keeps).

    pip install tensorboard            # seen with 2.21.0
    lethe export results/sms-spam --to tensorboard --out runs
    python3 benchmarks/peers/tensorboard_reads.py results/sms-spam runs [EVERY]

Reads each EVERY-th run (default: 10). The ends of a curve, budgets 0 and 1, are trials of all rules.
"""

import glob
import json
import os
import struct
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator


def float32(value):
    return struct.unpack("<f", struct.pack("<f", value))[0]


def main():
    results, runs = sys.argv[1:3]
    every = int(sys.argv[3]) if len(sys.argv) > 3 else 10
    recorded = {}
    for path in glob.glob(f"{results}/trials/*/*.json"):
        with open(path, encoding="utf-8") as file:
            for trial in json.load(file)["trials"]:
                key = trial["key"]
                curve = tuple(key[k] for k in ("variant", "encoder", "learner", "unlearner", "engine", "seed"))
                for m in trial["measurements"]:
                    point = (key["scorer"], m["metric"] + "/" + m["split"], key["removed"])
                    recorded.setdefault(curve, {})[point] = float32(m["value"])
    folders = sorted(os.path.dirname(path) for path in glob.glob(f"{runs}/**/*tfevents*", recursive=True))
    points = 0
    for folder in folders[::every]:
        _, variant, methods, seed = os.path.relpath(folder, runs).split(os.sep)
        encoder, scorer, learner, unlearner, engine = methods.split(",")
        known = recorded[variant, encoder, learner, unlearner, engine, int(seed.removeprefix("seed-"))]
        expected = {(tag, step): v for (rule, tag, step), v in known.items() if rule in (scorer, "*")}
        read = EventAccumulator(folder, size_guidance={"scalars": 0}).Reload()
        found = {(tag, event.step): event.value for tag in read.Tags()["scalars"] for event in read.Scalars(tag)}
        if found != expected:
            sys.exit(f"{folder}: {set(found.items()) ^ set(expected.items())}")
        points += len(found)
    print(f"{len(folders[::every])} of {len(folders)} runs, {points} values: equal")


main()
