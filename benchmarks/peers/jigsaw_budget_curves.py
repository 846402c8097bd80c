"""The job of experiments/jigsaw.yaml as a plain scikit-learn loop (Debian's python3-sklearn).

    python3 jigsaw_budget_curves.py --data FOLDER [--splits splits.json]

p1 = toxic, the retained side cut to five times the forget side, from the 20,000 rows at hand.
"""

import csv
import gzip
import pathlib
import sys

import text_budget_curves as job


def read(folder):
    csv.field_size_limit(sys.maxsize)
    path = pathlib.Path(folder) / "jigsaw" / "train_rows_00001_20000.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return job.Data([r["comment_text"] for r in rows], [r["toxic"] == "1" for r in rows])


if __name__ == "__main__":
    options = job.arguments(__doc__)
    job.main(read(options.data), options, retain_ratio=5)
