#!/usr/bin/env python3
"""Measures dayclose against what one would use instead.

    pip install polars duckdb
    cargo build --release
    python3 scripts/bench.py [table] [small] [gb18030] [xlsx] [backup] [verify] [balance] [reconcile] [pay]

Without names all are run. Both sides are run alternately, --times each; the
outcome of both is compared before any time counts. Times are of the whole
process as a person waits for it; «query» is a rival's own time without the
start of Python. Nothing is asserted about times: they are printed.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import bench_files as files

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TARGET = os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target"))
OURS = os.path.join(os.path.abspath(TARGET), "release", "dayclose")
WORK = os.path.join(os.path.abspath(TARGET), "bench")

POLARS = """
import sys, json, time, polars as pl
at = time.perf_counter()
q = (pl.scan_csv(sys.argv[1]).group_by("shop")
     .agg(pl.len().alias("n"), pl.col("qty").sum(), pl.col("amount").sum(), pl.col("paid").sum()))
r = q.collect(engine="streaming")
took = time.perf_counter() - at
print(json.dumps({"query": took, "rows": int(r["n"].sum()), "qty": float(r["qty"].sum()),
    "amount": float(r["amount"].sum()), "paid": float(r["paid"].sum()),
    "version": "polars " + pl.__version__, "threads": pl.thread_pool_size()}))
"""

DUCKDB = """
import sys, json, time, duckdb
at = time.perf_counter()
c = duckdb.connect()
c.execute("set enable_progress_bar = false")
r = c.execute("select shop, count(*), sum(qty), sum(amount), sum(paid) from read_csv(?) group by shop",
    [sys.argv[1]]).fetchall()
took = time.perf_counter() - at
threads = c.execute("select current_setting('threads')").fetchone()[0]
print(json.dumps({"query": took, "rows": sum(g[1] for g in r), "qty": float(sum(g[2] for g in r)),
    "amount": float(sum(g[3] for g in r)), "paid": float(sum(g[4] for g in r)),
    "version": "duckdb " + duckdb.__version__, "threads": threads}))
"""


PAY = """
import sys, json, time, polars as pl
at = time.perf_counter()
q = pl.scan_csv(sys.argv[1]).group_by("staff").agg(pl.col("paid").sum())
r = q.collect(engine="streaming")
took = time.perf_counter() - at
print(json.dumps({"query": took, "rows": dict(zip(r["staff"].to_list(), r["paid"].to_list())),
    "version": "polars " + pl.__version__, "threads": pl.thread_pool_size()}))
"""

BALANCE = """
import sys, json, time, duckdb
at = time.perf_counter()
c = duckdb.connect()
c.execute("set enable_progress_bar = false")
r = c.execute('''select 商品编码,
    sum(case when 日期 < date '2026-11-01' then case 单据类型 when '采购入库' then 数量 else -数量 end else 0 end),
    sum(case when 日期 >= date '2026-11-01' and 单据类型 = '采购入库' then 数量 else 0 end),
    sum(case when 日期 >= date '2026-11-01' and 单据类型 = '销售出库' then 数量 else 0 end)
    from read_csv(?) group by 商品编码''', [sys.argv[1]]).fetchall()
took = time.perf_counter() - at
threads = c.execute("select current_setting('threads')").fetchone()[0]
print(json.dumps({"query": took, "rows": {g[0]: [int(x) for x in g[1:]] for g in r},
    "version": "duckdb " + duckdb.__version__, "threads": threads}))
"""

RECONCILE = """
import sys, json, time, duckdb
at = time.perf_counter()
c = duckdb.connect()
c.execute("set enable_progress_bar = false")
balance = '''select 商品编码 as sku, sum(case 单据类型 when '采购入库' then 数量 else -数量 end) as qty
    from read_csv(?) group by 商品编码'''
r = c.execute(f"with b as ({balance}), o as ({balance}) select sku, coalesce(b.qty, 0), coalesce(o.qty, 0)"
    " from b full outer join o using (sku) where coalesce(b.qty, 0) <> coalesce(o.qty, 0)", sys.argv[1:3]).fetchall()
took = time.perf_counter() - at
threads = c.execute("select current_setting('threads')").fetchone()[0]
print(json.dumps({"query": took, "rows": {g[0]: [int(x) for x in g[1:]] for g in r},
    "version": "duckdb " + duckdb.__version__, "threads": threads}))
"""


class Run:
    """One run of a command (or of several, one after the other)."""

    def __init__(self, *commands, cwd=None, ok=(0,), env=None):
        self.wall = self.cpu = 0.0
        self.peak = 0
        self.out = b""
        for command in commands:
            with tempfile.TemporaryFile() as out:
                at = time.perf_counter()
                child = subprocess.Popen(
                    command, stdout=out, stderr=subprocess.PIPE if not env else None, cwd=cwd,
                    env={**os.environ, **(env or {})})
                _, status, usage = os.wait4(child.pid, 0)
                self.wall += time.perf_counter() - at
                child.returncode = os.waitstatus_to_exitcode(status)
                if child.returncode not in ok:
                    why = child.stderr.read().decode() if child.stderr else ""
                    sys.exit(f"failed ({child.returncode}): {' '.join(command)}\n{why}")
                if child.stderr:
                    child.stderr.close()
                out.seek(0)
                self.out = out.read()
            self.cpu += usage.ru_utime + usage.ru_stime
            self.peak = max(self.peak, usage.ru_maxrss)


def our_sums(run):
    """Rows and sums from `dayclose table --format json`."""
    report = json.loads(run.out)
    sums = {row["field"]: row.get("sum") for row in report["summary"]["columns"] if row["field"]}
    return {
        "rows": report["inputs"][0]["rows"],
        **{name: float(sums[name]) for name in ("qty", "amount", "paid")},
    }


def agree(ours, rival):
    for name in ("rows", "qty", "amount", "paid"):
        if abs(ours[name] - rival[name]) > 1e-9 * abs(rival[name]) + 0.005:
            sys.exit(f"the outcomes differ in {name}: {ours[name]} and {rival[name]}")


def alternate(times, **sides):
    """Runs the sides in turn; gives the runs of each."""
    runs = {name: [] for name in sides}
    for _ in range(times):
        for name, side in sides.items():
            runs[name].append(side())
    return runs


def median(runs, what):
    return statistics.median(getattr(r, what) for r in runs)


def show(title, runs, ours="dayclose"):
    """Medians, and the median of the paired ratios ours / rival."""
    print(f"\n{title}")
    for name, list_ in runs.items():
        wall, cpu = median(list_, "wall"), median(list_, "cpu")
        peak = max(r.peak for r in list_) / 1024
        query = [r.query for r in list_ if getattr(r, "query", None)]
        extra = f"  query {statistics.median(query):6.2f} s" if query else ""
        print(f"  {name:28} wall {wall:6.2f} s  cpu {cpu:6.2f} s  peak {peak:6.0f} MiB{extra}")
    for name, list_ in runs.items():
        if name != ours:
            for what in ("wall", "cpu"):
                pairs = [getattr(a, what) / getattr(b, what) for a, b in zip(runs[ours], list_)]
                print(f"  {ours} / {name} {what}: {statistics.median(pairs):.2f}"
                      f"  ({min(pairs):.2f} to {max(pairs):.2f})")
            if all(getattr(r, "query", None) for r in list_):
                pairs = [a.wall / b.query for a, b in zip(runs[ours], list_)]
                print(f"  {ours} wall / {name} query: {statistics.median(pairs):.2f}")
    sys.stdout.flush()


def table_run(path, expected=None, extra=()):
    run = Run([OURS, "--format", "json", "table", path, "--as", "orders", *extra])
    if expected is not None:
        agree(our_sums(run), expected)
    return run


def rival(script, *paths, before=()):
    run = Run(*before, [sys.executable, "-c", script, *paths])
    run.said = json.loads(run.out)
    run.query = run.said["query"]
    return run


def csv_against(title, path, times, engines):
    first = {name: rival(script, path) for name, script in engines.items()}
    for name, run in first.items():
        print(f"  {run.said['version']}, {run.said['threads']} threads")
        agree(our_sums(table_run(path)), run.said)
    sides = {"dayclose": lambda: table_run(path)}
    for name, script in engines.items():
        sides[name] = lambda script=script: rival(script, path)
    size = os.path.getsize(path)
    show(f"{title}: {size / 1e6:.0f} MB, outcomes agree", alternate(times, **sides))


def bench_table(args):
    path = os.path.join(WORK, "orders-5m.csv")
    files.apart("orders", path, 5_000_000)
    csv_against("5,000,000 order lines, UTF-8", path, args.times,
                {"polars streaming": POLARS, "duckdb": DUCKDB})


def bench_small(args):
    path = os.path.join(WORK, "orders-300k.csv")
    files.apart("orders", path, 300_000)
    csv_against("300,000 order lines, UTF-8", path, args.times, {"polars streaming": POLARS})


def bench_gb18030(args):
    path = os.path.join(WORK, "orders-1m-gb18030.csv")
    files.apart("orders", path, 1_000_000, "gb18030")
    utf8 = os.path.join(WORK, "iconv.csv")
    iconv = ["iconv", "-f", "GB18030", "-t", "UTF-8", "-o", utf8, path]
    first = rival(DUCKDB, utf8, before=[iconv])
    print(f"  {first.said['version']}, {first.said['threads']} threads")
    agree(our_sums(table_run(path)), first.said)

    def other():
        run = rival(DUCKDB, utf8, before=[iconv])
        run.query = None
        return run

    show("1,000,000 order lines, GB18030, outcomes agree",
         alternate(args.times, dayclose=lambda: table_run(path), **{"iconv + duckdb": other}))
    os.remove(utf8)


def bench_xlsx(args):
    built = subprocess.run(["cargo", "bench", "--bench", "xlsx", "--no-run", "--message-format=json"],
                           cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    loop = [m["executable"] for m in map(json.loads, built.splitlines())
            if m.get("executable") and m["target"]["name"] == "xlsx"][0]
    for kind in ("", "inline"):
        path = os.path.join(WORK, f"orders-300k{kind}.xlsx")
        if not files.ready(path):
            Run([loop], env={"XLSX_RUN": f"make {path} 300000 {kind}"})
        loop_run = {"XLSX_RUN": f"bare {path}"}
        cells = int(Run([loop], env=loop_run).out)
        report = json.loads(Run([OURS, "--format", "json", "table", path], ok=(0, 1)).out)
        filled = sum(row["filled"] for row in report["summary"]["columns"])
        headings = len(report["summary"]["columns"])
        if report["inputs"][0]["rows"] != 300_000 or filled + headings != cells:
            sys.exit(f"the outcomes differ: {filled} + {headings} and {cells} cells")
        show(f"300,000 rows of 12 columns, xlsx {kind or 'shared'} texts, cells agree", alternate(
            args.times,
            **{"dayclose": lambda: Run([OURS, "--format", "json", "table", path], ok=(0, 1)),
               "bare calamine loop": lambda: Run([loop], env=loop_run)}))


CONFIG = """
[backup]
archive = "archive"
settle_seconds = 0
[[backup.source]]
name = "shop"
path = "inbox"
"""


def shop(folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(os.path.join(folder, "inbox"))
    with open(os.path.join(folder, "dayclose.toml"), "w", encoding="utf-8") as out:
        out.write(CONFIG)


def export(day):
    path = os.path.join(WORK, f"cumulative-{day:02}.csv")
    files.apart("cumulative", path, 300_000, day)
    return path


def seal(folder, day):
    """Seals a day; the export of the day before is no longer there."""
    inbox = os.path.join(folder, "inbox")
    for name in os.listdir(inbox):
        os.remove(os.path.join(inbox, name))
    shutil.copy(export(day), os.path.join(inbox, f"orders-{day:02}.csv"))
    now = f"2026-11-{day + 1:02}T18:00:00+08:00"
    return Run([OURS, "--now", now, "-q", "backup", "run"], cwd=folder, ok=(0, 1))


def bench_backup(args):
    before, folder = os.path.join(WORK, "shop-before"), os.path.join(WORK, "shop")
    shop(before)
    seal(before, 0)
    today = export(1)
    print(f"  export of {os.path.getsize(today) / 1e6:.0f} MB")
    zipped = os.path.join(WORK, "today.zip")

    def ours():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(before, folder)
        run = seal(folder, 1)
        seals = os.path.join(folder, "archive", "seal")
        with open(os.path.join(seals, max(os.listdir(seals))), encoding="utf-8") as seal_file:
            counts = json.load(seal_file)["counts"]
        if counts["changed"] != 40_000 or counts["new"] != 1_000 or counts["violations"] != 0:
            sys.exit(f"not the changes that were made: {counts}")
        return run

    def other():
        if os.path.exists(zipped):
            os.remove(zipped)
        return Run(["zip", "-q", "-6", "-j", zipped, today])

    runs = alternate(args.times, **{"dayclose": ours, "zip -6": other})
    show("backup run: 300,000 rows, 40,000 lawful changes and 1,000 new orders all found", runs)
    made = [os.path.join(p, n) for p, _, ns in os.walk(os.path.join(folder, "archive", "zip"))
            for n in ns]
    newest = max(made)
    inside = os.path.join(WORK, "inside")
    shutil.rmtree(inside, ignore_errors=True)
    subprocess.run(["unzip", "-q", newest, "-d", inside], check=True)
    same = os.path.join(WORK, "same.zip")
    if os.path.exists(same):
        os.remove(same)
    subprocess.run(["zip", "-q", "-6", "-r", same, "."], cwd=inside, check=True)
    sizes = os.path.getsize(newest), os.path.getsize(same)
    print(f"  archive {sizes[0] / 1e6:.1f} MB, zip -6 of the same files {sizes[1] / 1e6:.1f} MB:"
          f" {sizes[0] / sizes[1]:.3f}")


def bench_verify(args):
    folder = os.path.join(WORK, "month")
    if not os.path.exists(os.path.join(folder, "whole")):
        shop(folder)
        for day in range(args.days):
            seal(folder, day)
        open(os.path.join(folder, "whole"), "w", encoding="utf-8").close()
    zips = sorted(os.path.join(p, n) for p, _, ns in os.walk(os.path.join(folder, "archive", "zip"))
                  for n in ns)
    command = [OURS, "--format", "json", "backup", "verify"]
    report = json.loads(Run(command, cwd=folder).out)
    if report["summary"]["archives"] != len(zips) or report["findings"]:
        sys.exit("the archive is not whole")
    show(f"verify of {len(zips)} such days, {sum(map(os.path.getsize, zips)) / 1e6:.0f} MB", alternate(
        args.times,
        **{"dayclose": lambda: Run(command, cwd=folder),
           "unzip -t": lambda: Run(*[["unzip", "-tqq", z] for z in zips])}))


def balance_run(path, expected=None):
    command = [OURS, "--format", "json", "stock", "balance", "--movements", path, "--month", "2026-11"]
    run = Run(command, ok=(0, 1))
    if expected is not None:
        ours = {row["sku"]: [int(row[f"{part}_qty"]) for part in ("opening", "in", "out")]
                for row in json.loads(run.out)["rows"]}
        if ours != expected:
            sys.exit("the balances differ")
    return run


def bench_balance(args):
    path = os.path.join(WORK, f"ledger-{args.lines}.csv")
    files.apart("ledger", path, args.lines)
    first = rival(BALANCE, path)
    print(f"  {first.said['version']}, {first.said['threads']} threads")
    balance_run(path, first.said["rows"])
    size = os.path.getsize(path)
    show(f"stock balance with values by FIFO, {args.lines:,} lines, {size / 1e6:.0f} MB;"
         " duckdb sums quantities; quantities agree", alternate(
             args.times, dayclose=lambda: balance_run(path),
             **{"duckdb group by": lambda: rival(BALANCE, path)}))


def pay_run(path, expected=None):
    beside = lambda name: os.path.join(WORK, name)
    run = Run([OURS, "--config", beside("pay.toml"), "--format", "json", "commission",
               "--month", "2026-11", "--staff", beside("pay-staff.csv"),
               "--orders", path, "--kpi", beside("pay-kpi.csv")], ok=(0, 1))
    if expected is not None:
        ours = {row["staff"]: row["credited_sales"] for row in json.loads(run.out)["rows"]}
        if ours != {staff: f"{paid:.2f}" for staff, paid in expected.items()}:
            sys.exit("the sales differ")
    return run


def bench_pay(args):
    for lines in (300_000, args.lines):
        path = os.path.join(WORK, f"credited-{lines}.csv")
        files.apart("credited", path, lines)
        first = rival(PAY, path)
        print(f"  {first.said['version']}, {first.said['threads']} threads")
        pay_run(path, first.said["rows"])
        size = os.path.getsize(path)
        show(f"commission with window, refunds and distinct orders, {lines:,} lines, {size / 1e6:.0f} MB;"
             " polars sums by agent; sums agree", alternate(
                 args.times, dayclose=lambda: pay_run(path),
                 **{"polars group by": lambda: rival(PAY, path)}))


def reconcile_run(book, other, expected=None):
    command = [OURS, "--format", "json", "reconcile", "--book", book, "--finance", other]
    run = Run(command, ok=(0, 1))
    if expected is not None:
        rows = json.loads(run.out)["rows"]
        ours = {row["sku"]: [int(row["book"]), int(row["other"])] for row in rows}
        if ours != expected:
            sys.exit("the differences are not the same")
        if any(cause["kind"] == "unexplained" for row in rows for cause in row["causes"]):
            sys.exit("a difference without a cause")
    return run


def bench_reconcile(args):
    for lines in (100_000, 1_000_000):
        book = os.path.join(WORK, f"ledger-{lines}.csv")
        other = os.path.join(WORK, f"ledger-{lines}-other.csv")
        files.apart("ledger", book, lines)
        files.apart("other_ledger", other, book)
        first = rival(RECONCILE, book, other)
        print(f"  {first.said['version']}, {first.said['threads']} threads")
        reconcile_run(book, other, first.said["rows"])
        size = os.path.getsize(book) + os.path.getsize(other)
        show(f"reconcile two ledgers of {lines:,} lines, {size / 1e6:.0f} MB, every difference with its"
             " causes; duckdb joins the sums; differences agree", alternate(
                 args.times, dayclose=lambda: reconcile_run(book, other),
                 **{"duckdb full outer join": lambda: rival(RECONCILE, book, other)}))


BENCHES = {"table": bench_table, "small": bench_small, "gb18030": bench_gb18030,
           "xlsx": bench_xlsx, "backup": bench_backup, "verify": bench_verify,
           "balance": bench_balance, "reconcile": bench_reconcile, "pay": bench_pay}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", help=", ".join(BENCHES))
    parser.add_argument("--times", type=int, default=5, help="runs of each side")
    parser.add_argument("--lines", type=int, default=5_000_000, help="lines of the ledger for balance")
    parser.add_argument("--days", type=int, default=30, help="days sealed for verify")
    args = parser.parse_args()
    unknown = [n for n in args.names if n not in BENCHES]
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}")
    os.makedirs(WORK, exist_ok=True)
    version = subprocess.run([OURS, "--version"], check=True, stdout=subprocess.PIPE).stdout
    print(f"{version.decode().strip()}, {os.cpu_count()} cores, {platform.system()}"
          f" {platform.machine()}, Python {platform.python_version()}")
    for name in args.names or BENCHES:
        BENCHES[name](args)


if __name__ == "__main__":
    main()
