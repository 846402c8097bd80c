"""The job of experiments/sms-spam.yaml as a plain scikit-learn loop (Debian's python3-sklearn).

    python3 sms_budget_curves.py --data FOLDER [--splits splits.json]
"""

import pathlib

import text_budget_curves as job


def read(folder):
    lines = (pathlib.Path(folder) / "sms" / "SMSSpamCollection").read_text(encoding="utf-8")
    rows = [line.split("\t", 1) for line in lines.split("\n") if line]
    return job.Data([text for _, text in rows], [label == "spam" for label, _ in rows])


if __name__ == "__main__":
    options = job.arguments(__doc__)
    job.main(read(options.data), options)
