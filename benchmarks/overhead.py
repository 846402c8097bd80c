#!/usr/bin/env python3
"""Where the processor time of an experiment without networks goes.

    benchmarks/overhead.py experiments/sms-spam.yaml [key=value ...]

runs `lethe run` on it into a folder of its own and reads, ten times a second, what each thread of
the JVM has taken (Linux, /proc). Trials say themselves how long they trained, scored and measured
(cost.csv); these clocks are of the wall, and where others' work makes them run ahead of the
processor time of the trials' threads, all are shortened by the same factor. Build beforehand.
"""

import collections
import csv
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

HOME = pathlib.Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
GROUPS = {  # by the beginning of a thread's name, which Linux cuts after 15 letters
    "lethe-trials": "trials",
    "lethe-records": "records",
    "lethe-blocks": "blocks",
    "C1 Compiler": "compilers",
    "C2 Compiler": "compilers",
    "Sweeper": "compilers",
    "GC Thread": "collector",
}


def threads_of(process):
    """Seconds of processor time of each thread that is there, with its name."""
    there = {}
    tasks = pathlib.Path(f"/proc/{process}/task")
    try:
        for task in tasks.iterdir():
            stat = (task / "stat").read_text()
            name = stat[stat.index("(") + 1 : stat.rindex(")")]
            fields = stat[stat.rindex(")") + 2 :].split()
            there[task.name] = name, (int(fields[11]) + int(fields[12])) / TICKS
    except OSError:  # it ended meanwhile
        pass
    return there


def grouped(threads):
    sums = collections.Counter()
    for name, seconds in threads.values():
        group = next((g for start, g in GROUPS.items() if name.startswith(start)), "main")
        sums[group] += seconds
    return sums


def watch(command):
    """Runs a command; what its threads had taken at ten moments a second, and what it took in all."""
    began = time.time()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=HOME) as running:
        moments = []
        while running.poll() is None:
            moments.append((time.time() - began, threads_of(running.pid)))
            time.sleep(0.1)
    if running.returncode not in (0, 3):
        sys.exit(f"the command ended with {running.returncode}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return moments, time.time() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1e6


def clocks(results):
    """Seconds of each phase; a ranking that several learners share is in the rows of each."""
    sums = collections.Counter()
    rankings = set()
    for table in pathlib.Path(results).glob("*/cost.csv"):
        with table.open(newline="") as lines:
            for row in csv.DictReader(lines):
                ranking = row["variant"], row["encoder"], row["scorer"], row["seconds"]
                if row["phase"] != "score" or ranking not in rankings:
                    sums[row["phase"]] += float(row["seconds"])
                if row["phase"] == "score":
                    rankings.add(ranking)
    return sums


def main():
    with tempfile.TemporaryDirectory() as results:
        command = ["./lethe", "run", *sys.argv[1:], "--results", results, "--quiet"]
        moments, wall, total, resident = watch(command)
        said = clocks(results)

    last = {}  # a thread that ended keeps what it had taken
    account = []
    for moment, threads in moments:
        last.update(threads)
        account.append((moment, grouped(last)))
    first = next(i for i, (_, sums) in enumerate(account) if sums["trials"] > 0)
    end = next(i for i, (_, sums) in enumerate(account) if sums["trials"] == account[-1][1]["trials"])
    before, until, after = account[first][1], account[end][1], account[-1][1]
    during = until - before

    factor = min(1.0, during["trials"] / sum(said.values()))
    # A search measures two splits of seven after each training, so that this is rather too much.
    measured_share = said["evaluate"] / (said["train"] + said["evaluate"])
    measuring = factor * (said["evaluate"] + said["search"] * measured_share)
    scoring = factor * said["score"]
    training = factor * (said["train"] + said["search"] * (1 - measured_share))
    rest = during["trials"] - training - scoring - measuring
    lines = [
        ("training", training),
        ("scoring, the threads that help with it", scoring + during["blocks"]),
        ("measuring", measuring),
        ("the rest of the trials' threads", rest),
        ("records", during["records"]),
        ("compilers while trials run", during["compilers"]),
        ("collector while trials run", during["collector"]),
        ("before the first trial", sum(before.values())),
        ("after the last trial", sum((after - until).values())),
    ]
    lines.append(("other threads of the JVM, and what was not seen", total - sum(s for _, s in lines)))
    useful = (training + scoring + during["blocks"]) / total
    print(f"{' '.join(sys.argv[1:])}: {wall:.1f} s of wall, {total:.1f} s of processor, {resident:.2f} GB")
    print(f"first trial after {account[first][0]:.1f} s, page {wall - account[end][0]:.1f} s after the last")
    for what, seconds in lines:
        print(f"{seconds:8.2f} s {100 * seconds / total:6.1f} %  {what}")
    print(f"training and scoring are {100 * useful:.1f} % of the process")


if __name__ == "__main__":
    main()
