"""Two counts of N lines, shuffled, compared by `dayclose stocktake diff` and by
rivals; the places that differ must be the same before any time counts.

    pip install polars duckdb
    cargo build --release
    cargo build --release --manifest-path scripts/csv_diff/Cargo.toml --target-dir target/csv_diff
    python3 scripts/bench_count.py [--lines 5000000] [--times 3] \\
        [--csv-diff target/csv_diff/release/csv_diff_rival]

Rivals: DuckDB (full outer join to csv, all threads), polars (streaming full join
to csv) and, where its program is named, the csv-diff crate. Each one's version,
threads and command are printed.
"""

import argparse
import json
import os
import random
import sys
import tempfile

sys.path.insert(0, os.path.dirname(__file__))
from bench import OURS, Run, alternate, show  # noqa: E402

DUCKDB = """
import duckdb, json, sys
a, b, out = sys.argv[1:4]
c = duckdb.connect(); c.execute("set enable_progress_bar = false")
types = "{'sku': 'VARCHAR', 'location': 'VARCHAR', 'lot': 'VARCHAR', 'qty': 'DECIMAL(18,3)'}"
c.execute(f'''copy (
  select coalesce(a.sku, b.sku) sku, coalesce(a.location, b.location) loc,
    coalesce(a.lot, b.lot) lot, a.qty was, b.qty is_now,
    coalesce(b.qty, 0) - coalesce(a.qty, 0) variance
  from read_csv('{a}', columns={types}, header=true) a
  full outer join read_csv('{b}', columns={types}, header=true) b using (sku, location, lot)
  where a.qty is distinct from b.qty
) to '{out}' (header)''')
n, = c.execute(f"select count(*) from read_csv('{out}')").fetchone()
threads, = c.execute("select current_setting('threads')").fetchone()
print(json.dumps({"rows": n, "version": f"duckdb {duckdb.__version__}, {threads} threads"}))
"""

POLARS = """
import json, sys
import polars as pl
a, b, out = sys.argv[1:4]
schema = {"sku": pl.String, "location": pl.String, "lot": pl.String, "qty": pl.Float64}
a, b = pl.scan_csv(a, schema=schema), pl.scan_csv(b, schema=schema)
key = ["sku", "location", "lot"]
j = a.join(b, on=key, how="full", coalesce=True).filter(pl.col("qty").ne_missing(pl.col("qty_right")))
j.sink_csv(out, engine="streaming")
print(json.dumps({"rows": sum(1 for _ in open(out)) - 1, "version": f"polars {pl.__version__}, {pl.thread_pool_size()} threads"}))
"""


def make(folder, lines):
    """Two counts: 1 % changed, 0.1 % gone, 0.1 % new; neither in order."""
    dice = random.Random(5)
    per_item = 20
    paths = [os.path.join(folder, f"count-{lines}-{side}.csv") for side in "ab"]
    if all(os.path.exists(p) for p in paths):
        return paths
    rows = [
        (f"SP{i // per_item:07d}", f"{chr(65 + i % 8)}-{i % 40:02d}-{i % 7:02d}",
         f"L2026{i % per_item:02d}", dice.randrange(0, 500))
        for i in range(lines)
    ]
    for path, changed in zip(paths, (False, True)):
        dice.shuffle(rows)
        with open(path, "w") as out:
            out.write("sku,location,lot,qty\n")
            for at, (sku, location, lot, qty) in enumerate(rows):
                if changed:
                    draw = (hash_of(sku, lot)) % 1000
                    if draw == 0:
                        continue
                    if draw <= 10:
                        qty += 1 + draw % 3
                    if draw == 11:
                        out.write(f"N{sku},{location},{lot},{qty}\n")
                out.write(f"{sku},{location},{lot},{qty}\n")
    return paths


def hash_of(sku, lot):
    return (int(sku[2:]) * 2654435761 + int(lot[1:]) * 40503) >> 7


def ours(a, b, folder):
    out = os.path.join(folder, "ours.csv")
    run = Run([OURS, "-o", out, "stocktake", "diff", a, b], ok=(0, 1))
    run.rows = sum(1 for _ in open(out)) - 1
    return run


def rival(program, a, b, folder):
    run = Run([sys.executable, "-c", program, a, b, os.path.join(folder, "rival.csv")])
    answer = json.loads(run.out)
    run.rows, run.version = answer["rows"], answer["version"]
    return run


def other(program, a, b, folder):
    run = Run([program, a, b, os.path.join(folder, "other.csv")])
    run.rows = sum(json.loads(run.out)["rows"])
    run.version = f"csv-diff by {program}, {os.cpu_count()} threads"
    return run


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=5_000_000)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--csv-diff")
    parser.add_argument("--folder", default=os.path.join(tempfile.gettempdir(), "dayclose-bench"))
    args = parser.parse_args()
    os.makedirs(args.folder, exist_ok=True)
    a, b = make(args.folder, args.lines)
    sides = {
        "dayclose": lambda: ours(a, b, args.folder),
        "duckdb": lambda: rival(DUCKDB, a, b, args.folder),
        "polars": lambda: rival(POLARS, a, b, args.folder),
    }
    if args.csv_diff:
        sides["csv-diff"] = lambda: other(args.csv_diff, a, b, args.folder)
    runs = alternate(args.times, **sides)
    rows = {name: list_[0].rows for name, list_ in runs.items()}
    if len(set(rows.values())) != 1:
        sys.exit(f"the outcomes differ: {rows}")
    commands = {"dayclose": "dayclose -o OUT.csv stocktake diff A.csv B.csv",
                "duckdb": DUCKDB, "polars": POLARS, "csv-diff": "csv_diff_rival A.csv B.csv OUT.csv"}
    for name, list_ in runs.items():
        version = getattr(list_[0], "version", name)
        print(f"{version}:\n    {commands[name].strip().replace(chr(10), chr(10) + '    ')}")
    show(f"two counts of {args.lines:,} lines, {rows['dayclose']:,} places differ", runs)


if __name__ == "__main__":
    main()
