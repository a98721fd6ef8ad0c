#!/bin/sh
# Shows that the demo's check can fail: the sample is altered in several ways,
# and each time the demo must end with exit status 3 (found something else).
#
#   scripts/demo_must_fail.sh BINARY FOLDER
set -eu

[ $# -eq 2 ] || { echo "usage: scripts/demo_must_fail.sh BINARY FOLDER" >&2; exit 2; }
here=$(cd "$(dirname "$0")/.." && pwd)
binary=$1
rm -rf "$2"
mkdir -p "$2"
folder=$(cd "$2" && pwd)

# Bytes, not characters: the exports are GB18030, digits are the same in both.
cat >"$folder/common" <<'COMMON'
set -eu
export LC_ALL=C
today=$(echo "$1"/tmall/*2026-11-22.csv)
before=$(echo "$1"/tmall/*2026-11-21.csv)
edit() { sed "$1" "$today" >"$today.new"; ! cmp -s "$today" "$today.new"; mv "$today.new" "$today"; }
# An order of both days, but not the one that was tampered with.
other() {
    grep -o '42611[0-9]\{14\}' "$today" | sort -u >"$today.a"
    grep -o '42611[0-9]\{14\}' "$before" | sort -u >"$today.b"
    comm -12 "$today.a" "$today.b" | grep -v 4261116000682078482 | sed -n 100p
    rm "$today.a" "$today.b"
}
COMMON

must_fail() {
    name=$1
    { cat "$folder/common"; cat; } >"$folder/$name.sh"
    status=0
    DEMO_ALTER=$folder/$name.sh sh "$here/scripts/demo.sh" "$binary" "$folder/$name" \
        >"$folder/$name.log" 2>&1 || status=$?
    if [ "$status" -ne 3 ]; then
        cat "$folder/$name.log" >&2
        echo "demo_must_fail: $name: exit status $status instead of 3" >&2
        exit 1
    fi
    echo "demo_must_fail: $name: noticed: $(grep FAILED "$folder/$name.log")"
}

# The tampered phone put back: the violation is missing.
must_fail phone_put_back <<'ALTER'
edit 's/13800004522/13800000619/'
ALTER

# Tampered with, but to another number: the new value differs.
must_fail another_number <<'ALTER'
edit 's/13800004522/13800004523/'
ALTER

# A second order tampered with: a violation more.
must_fail second_order <<'ALTER'
order=$(other)
[ -n "$order" ]
edit "/$order/s/1380000\\([0-9]\\{4\\}\\)/1380009\\1/"
ALTER

# An order left out of the day's export: vanished.
must_fail order_left_out <<'ALTER'
order=$(other)
[ -n "$order" ]
edit "/$order/d"
ALTER
