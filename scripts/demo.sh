#!/bin/sh
# The main job on sample data, checked.
#
#   scripts/demo.sh BINARY FOLDER
#
# A shop's week is made up in FOLDER; each day's exports are put into the inbox
# as the department would, `backup run` seals them at 18:00, and what it finds
# must be what fixtures/demo/expected.json says: no finding missing, none more.
#
# DEMO_LANG=en shows it in English. DEMO_ALTER names a script that is given the
# folder of exports before the week begins (scripts/demo_must_fail.sh).
#
# Exit: 0 as expected, 3 found something else, 2 could not be run.
set -eu

[ $# -eq 2 ] || { echo "usage: scripts/demo.sh BINARY FOLDER" >&2; exit 2; }
here=$(cd "$(dirname "$0")/.." && pwd)
binary=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
folder=$2
lang=${DEMO_LANG:-zh}
expected=$here/fixtures/demo/expected.json
unset DAYCLOSE_CONFIG DAYCLOSE_LANG DAYCLOSE_NOW

stop() { echo "demo: $*" >&2; exit 2; }

# Shows a command and runs it; its exit status is in $status.
show() {
    echo
    echo "\$ dayclose $*"
    status=0
    "$binary" "$@" || status=$?
    [ "$status" -lt 2 ] || stop "dayclose $* could not be done (exit $status)"
}

[ -x "$binary" ] || stop "$binary is not there; build it first"
rm -rf "$folder"
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
cd "$folder"
show init shop --sample --lang "$lang" --now 2026-11-22T18:00:00+08:00
cd shop

# The exports of the week wait outside; each day brings its own.
mv inbox exports
mkdir inbox
for source in exports/*/; do mkdir "inbox/$(basename "$source")"; done
[ -z "${DEMO_ALTER:-}" ] || sh "$DEMO_ALTER" "$PWD/exports"
# A file just written is waited for; these were finished long ago.
find exports -type f -exec touch -t 202001010000 {} +

awk -f "$here/scripts/findings.awk" "$expected" >"$folder/expected.txt"
[ -s "$folder/expected.txt" ] || stop "fixtures/demo/expected.json states no finding"
: >"$folder/found.txt"
first_head=
days=0
for day in 2026-11-16 2026-11-17 2026-11-18 2026-11-19 2026-11-20 2026-11-21 2026-11-22; do
    for file in exports/*/*"$day"*; do
        [ -f "$file" ] || stop "the sample has no export of $day"
        source=${file#exports/}
        cp -p "$file" "inbox/${source%%/*}/"
    done
    days=$((days + 1))
    show backup run --now "${day}T18:00:00+08:00"
    # The same once more for the machine: sealed already, it repeats what it found.
    "$binary" backup run --now "${day}T18:00:00+08:00" --format json --unmask >"$folder/run.json" ||
        [ $? -eq 1 ] || stop "backup run as JSON failed on $day"
    grep -q '"already_sealed": true' "$folder/run.json" || stop "$day was not sealed"
    awk -v day="$day" -f "$here/scripts/findings.awk" "$folder/run.json" >>"$folder/found.txt"
    head=$(sed -n 's/^ *"head": "\([0-9a-f]\{64\}\)".*/\1/p' "$folder/run.json")
    [ -n "$head" ] || stop "no head was printed on $day"
    first_head=${first_head:-$head}
    # Exit status 1 calls a person: on a day with a violation, on no other.
    wanted=0
    if grep -q "^$day|O2|" "$folder/expected.txt"; then wanted=1; fi
    if [ "$status" -ne "$wanted" ]; then
        echo "demo: FAILED: backup run of $day ended with exit status $status, expected $wanted" >&2
        exit 3
    fi
done
cp "$folder/run.json" "$folder/last.json"
show backup verify --head "$first_head" --now 2026-11-22T18:05:00+08:00
[ "$status" -eq 0 ] || { echo "demo: FAILED: backup verify found damage" >&2; exit 3; }

echo
sort "$folder/expected.txt" >"$folder/expected.sorted"
sort "$folder/found.txt" >"$folder/found.sorted"
if ! difference=$(diff "$folder/expected.sorted" "$folder/found.sorted"); then
    {
        echo "demo: FAILED: the findings are not those of fixtures/demo/expected.json"
        echo "demo: day|rule|kind|order|field|old|new   (< expected, > found)"
        echo "$difference" | grep '^[<>]'
    } >&2
    exit 3
fi
count=$(grep -c . "$folder/found.txt")
if [ "$lang" = en ]; then
    echo "As expected: $days days sealed, $count findings, the altered order among them:"
else
    echo "与预期一致:封存 $days 天,发现 $count 处,被改的订单在内:"
fi
sed -n 's/^\([^|]*\)|O2|[^|]*|\([^|]*\)|\([^|]*\)|\([^|]*\)|\(.*\)$/  \1  \2  \3  \4 → \5/p' "$folder/found.txt"
if [ "$lang" = en ]; then echo "All of it is in $folder/shop"; else echo "全部在 $folder/shop"; fi
