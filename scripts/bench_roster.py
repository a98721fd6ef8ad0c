#!/usr/bin/env python3
"""Measures `dayclose roster solve` on public shift-scheduling instances.

    cargo build --release
    python3 scripts/bench_roster.py FOLDER [--seconds 5 15 60] [--seed 1] [instances ...]

FOLDER holds InstanceN.txt. Each instance is solved once for each of the times,
and every roster is checked and priced again here, from the instance file and
the csv alone. Gaps are over the best known value where one is given below, and
over the proven bound. Nothing is asserted about times.
"""

import argparse
import csv
import json
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TARGET = os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target"))
OURS = os.path.join(os.path.abspath(TARGET), "release", "dayclose")

# schedulingbenchmarks.org
BEST_KNOWN = {1: 607, 2: 828, 3: 1001, 4: 1716, 5: 1143, 6: 1950, 7: 1056, 8: 1300, 9: 439,
              10: 4631, 11: 3443, 12: 4040}


def sections(path):
    """The data lines of each section, as lists of fields."""
    found, lines = {}, None
    for line in open(path, encoding="utf-8-sig"):
        line = line.strip()
        if line.startswith("SECTION_"):
            lines = found.setdefault(line, [])
        elif line and not line.startswith("#"):
            lines.append([field.strip() for field in line.split(",")])
    return found


def runs(works):
    """Runs of equal values: (working, first day, length)."""
    out, start = [], 0
    for day in range(1, len(works) + 1):
        if day == len(works) or works[day] != works[start]:
            out.append((works[start], start, day - start))
            start = day
    return out


def judge(path, roster):
    """Broken hard rules and the penalty of {(employee, day): shift}."""
    data = sections(path)
    days = int(data["SECTION_HORIZON"][0][0])
    minutes = {f[0]: int(f[1]) for f in data["SECTION_SHIFTS"]}
    after = {f[0]: set(filter(None, f[2].split("|"))) for f in data["SECTION_SHIFTS"]}
    broken, penalty = [], 0
    off = {f[0]: {int(d) for d in f[1:]} for f in data.get("SECTION_DAYS_OFF", [])}
    for who, limits, most, least, longest, shortest, rest, weekends in data["SECTION_STAFF"]:
        duty = [roster.get((who, day)) for day in range(days)]
        worked = [d for d in duty if d]
        for limit in limits.split("|"):
            shift, top = limit.split("=")
            if worked.count(shift) > int(top):
                broken.append(f"{who}: {shift} more than {top} times")
        total = sum(minutes[d] for d in worked)
        if not int(least) <= total <= int(most):
            broken.append(f"{who}: {total} minutes")
        for working, start, length in runs([d is not None for d in duty]):
            inside = start > 0 and start + length < days
            if working and length > int(longest):
                broken.append(f"{who}: {length} days in a row")
            if inside and length < int(shortest if working else rest):
                broken.append(f"{who}: only {length} days from {start}")
        for day in range(1, days):
            if duty[day] and duty[day - 1] and duty[day] in after[duty[day - 1]]:
                broken.append(f"{who}: {duty[day]} after {duty[day - 1]} on {day}")
        if sum(any(duty[d:d + 2]) for d in range(5, days, 7)) > int(weekends):
            broken.append(f"{who}: too many weekends")
        if any(duty[day] for day in off.get(who, ())):
            broken.append(f"{who}: works on a day off")
    for who, day, shift, weight in data.get("SECTION_SHIFT_ON_REQUESTS", []):
        penalty += int(weight) * (roster.get((who, int(day))) != shift)
    for who, day, shift, weight in data.get("SECTION_SHIFT_OFF_REQUESTS", []):
        penalty += int(weight) * (roster.get((who, int(day))) == shift)
    present = {}
    for (_, day), shift in roster.items():
        present[day, shift] = present.get((day, shift), 0) + 1
    for day, shift, wanted, under, over in data["SECTION_COVER"]:
        gap = int(wanted) - present.get((int(day), shift), 0)
        penalty += gap * int(under) if gap > 0 else -gap * int(over)
    return broken, penalty


def solve(path, seconds, seed):
    """The summary of a run; stops the script where the roster is not as said."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "out.json")
        command = [OURS, "-q", "roster", "solve", path, "--seconds", str(seconds), "--seed", str(seed)]
        done = subprocess.run(command + ["-o", out], capture_output=True, text=True)
        if done.returncode == 2:
            sys.exit(done.stderr)
        result = json.load(open(out, encoding="utf-8"))
    roster = {(r["employee"], r["day"]): r["shift"] for r in result["rows"]}
    broken, penalty = judge(path, roster)
    summary = result["summary"]
    if broken or penalty != summary["objective"]:
        sys.exit(f"{path}: said {summary['objective']}, is {penalty}; {broken[:3]}")
    return summary


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("instances", nargs="*", type=int)
    parser.add_argument("--seconds", nargs="+", type=float, default=[5, 15, 60])
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    files = {int(m[1]): os.path.join(asked.folder, m[0])
             for m in (re.fullmatch(r"Instance(\d+)\.txt", n) for n in os.listdir(asked.folder)) if m}
    table = csv.writer(sys.stdout)
    table.writerow(["instance", "seconds asked", "seconds", "objective", "bound", "optimal",
                    "over best known %", "over bound %"])
    for number in sorted(asked.instances or files):
        for seconds in asked.seconds:
            s = solve(files[number], seconds, asked.seed)
            over = lambda base: f"{100 * (s['objective'] / base - 1):.2f}" if base else ""
            table.writerow([number, seconds, s["seconds"], s["objective"], s["bound"], s["optimal"],
                            over(BEST_KNOWN.get(number)), over(s["bound"])])
            sys.stdout.flush()
            if s["optimal"]:
                break


if __name__ == "__main__":
    main()
