"""Arrow files by an independent hand: pyarrow (https://arrow.apache.org, Apache 2.0; seen with 25.0.1).

    python3 arrow_tables.py make FOLDER   writes the files that ArrowTableTest reads
    python3 arrow_tables.py show FILE     prints what pyarrow reads in a file of Lethe's
"""

import decimal
import sys

import numpy as np
import pyarrow as pa
from pyarrow import feather, ipc

ROWS = range(1, 6)


def sound():
    """Five rows; columns that are asked for stand between those that only have to be passed."""
    return pa.table(
        {
            "nothing": pa.nulls(5),
            "id": pa.array([f"sample-{i}" for i in ROWS]),
            "deep": pa.array([[[i], [i, i]] for i in ROWS]),
            "label": pa.array(["spam" if i % 2 == 0 else "ham" for i in ROWS], pa.large_string()),
            "pair": pa.array([{"a": i, "b": str(i)} for i in ROWS]),
            "view": pa.array([("a text that is long enough not to be inline, " if i % 2 else "short ") + str(i)
                              for i in ROWS], pa.string_view()),
            "when": pa.array(list(ROWS), pa.timestamp("us")),
            "body": pa.array([f"grüße {i}" for i in ROWS]),
            "category": pa.array(["a", "b", "a", "b", "a"]).dictionary_encode(),
            "even": pa.array([i % 2 == 0 for i in ROWS]),
            "map": pa.array([[(str(i), i)] for i in ROWS], pa.map_(pa.string(), pa.int64())),
            "n": pa.array(list(ROWS), pa.int32()),
            "price": pa.array([decimal.Decimal(i) for i in ROWS], pa.decimal128(9, 2)),
            "big": pa.array([2**64 - 1 - i for i in ROWS], pa.uint64()),
            "union": pa.UnionArray.from_sparse(
                pa.array([0, 1, 0, 1, 0], pa.int8()), [pa.array(list(ROWS)), pa.array([str(i) for i in ROWS])]),
            "x1": pa.array([i + 0.5 for i in ROWS], pa.float64()),
            "x2": pa.array([i + 0.25 for i in ROWS], pa.float32()),
            "x3": pa.array([-i for i in ROWS], pa.int8()),
            "x4": pa.array(np.array([i / 8 for i in ROWS], np.float16)),
            "runs": pa.RunEndEncodedArray.from_arrays(pa.array([2, 5], pa.int32()), pa.array([1.0, 2.0])),
            "fixed": pa.array([[i, 10 * i, i / 4] for i in ROWS], pa.list_(pa.float32(), 3)),
            "small": pa.array([[i, -i] for i in ROWS], pa.list_(pa.float64())),
            "large": pa.array([[i / 2] for i in ROWS], pa.large_list(pa.float32())),
            "blob": pa.array([b"\x00\x01"] * 5),
        }
    )


def faulty():
    return pa.table(
        {
            "n": pa.array([1, 2, 3]),
            "hole": pa.array(["a", None, "c"]),
            "twice": pa.array(["a", "a", "b"]),
            "missing": pa.array([1.0, None, 3.0]),
            "nan": pa.array([1.0, float("nan"), 3.0]),
            "infinite": pa.array([1.0, float("inf"), 3.0]),
            "huge": pa.array([1.0, 1e39, 3.0]),
            "ragged": pa.array([[1.0, 2.0], [1.0], [1.0, 2.0]]),
            "nulllist": pa.array([[1.0, 2.0], None, [1.0, 2.0]]),
            "hollow": pa.array([[1.0, 2.0], [], [1.0, 2.0]]),
            "hollowed": pa.array([[1.0, 2.0], [None, 2.0], [1.0, 2.0]]),
            "fixedhole": pa.array([[1.0, 2.0], [1.0, None], [1.0, 2.0]], pa.list_(pa.float32(), 2)),
        }
    )


def batches():
    n = 5000
    return pa.table(
        {
            "n": pa.array(range(1, n + 1)),
            "label": pa.array(["spam" if i % 2 == 0 else "ham" for i in range(1, n + 1)]),
            "list": pa.array([[float(i % 7), float(i % 11)] for i in range(1, n + 1)], pa.list_(pa.float32())),
            "fixed": pa.array([[float(i), float(-i)] for i in range(1, n + 1)], pa.list_(pa.float32(), 2)),
        }
    )


def write(table, file, compression=None, rows=None, **options):
    with ipc.new_file(file, table.schema, options=ipc.IpcWriteOptions(compression=compression, **options)) as out:
        out.write_table(table, rows)


def main():
    what, place = sys.argv[1:]
    if what == "make":
        for compression in ["lz4", "zstd"]:
            write(sound(), f"{place}/{compression}.arrow", compression)
        write(sound(), f"{place}/plain.arrow")
        # a slice: offsets that do not begin at 0, bits that do not begin at a byte
        double = pa.concat_tables([sound(), sound()]).combine_chunks()
        write(double.slice(5), f"{place}/slice.arrow")
        write(sound().drop(["union", "runs", "view"]), f"{place}/version4.arrow",
              metadata_version=ipc.MetadataVersion.V4, use_legacy_format=True)
        write(batches(), f"{place}/batches.arrow", "zstd", 2048)
        write(faulty(), f"{place}/faulty.arrow")
        feather.write_feather(sound().select(["id", "x1"]), f"{place}/usual.feather")
        feather.write_feather(sound().select(["id", "x1"]), f"{place}/old.feather", version=1)
        with ipc.new_stream(f"{place}/stream.ipc", sound().select(["id"]).schema) as out:
            out.write_table(sound().select(["id"]))
        return
    with ipc.open_file(place) as file:
        table = file.read_all()
        table.validate(full=True)
        print(file.num_record_batches, "batches", table.schema, table.num_rows, "rows", sep="\n")
        print(table.slice(0, 3).to_pylist())


main()
