#!/bin/sh
# Verifies an archive without dayclose: sha256sum, unzip, sed, awk.
#
#   scripts/verify_by_hand.sh ARCHIVE_FOLDER [HEAD]
#
# Checked: each seal names the hash of the seal before it; each archive is the
# one its seal names, and there is no other; each file in it is the one its seal
# and manifest name.
# With HEAD (posted outside, 16 digits or more): the chain holds it.
# The last line printed is the head.
set -eu
export LC_ALL=C

[ $# -ge 1 ] || { echo "usage: scripts/verify_by_hand.sh ARCHIVE_FOLDER [HEAD]" >&2; exit 2; }
cd "$1"
posted=${2:-}
bad=0
wrong() { echo "WRONG: $*"; bad=1; }
sum() { sha256sum <"$1" | cut -d ' ' -f 1; }
# Values of a key, in the order of the file: one key a line, as dayclose writes.
values() { sed -n 's/^ *"'"$1"'": "\{0,1\}\([^",]*\)"\{0,1\},\{0,1\}$/\1/p' "$2"; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

previous=null
number=0
held=0
for seal in seal/*.json; do
    [ -e "$seal" ] || { echo "no seal in $1" >&2; exit 2; }
    number=$((number + 1))
    [ "$(values seq "$seal")" = "$number" ] || wrong "$seal: its seq is not $number"
    case $seal in
    "$(printf 'seal/%06d-%s.json' "$number" "$(values date "$seal")")") ;;
    *) wrong "$seal: its name is not that of seal $number" ;;
    esac
    [ "$(values previous "$seal")" = "$previous" ] ||
        wrong "$seal: it does not name the hash of the seal before it"
    previous=$(sum "$seal")
    case $previous in "$posted"*) held=1 ;; esac

    # "archive": { "name", "size", "sha256" } comes first of these keys.
    zip=$(values name "$seal" | sed -n 1p)
    echo "$zip" >>"$work/zips"
    if [ ! -f "$zip" ]; then
        wrong "$zip: missing"
        continue
    fi
    [ "$(sum "$zip")" = "$(values sha256 "$seal" | sed -n 1p)" ] || wrong "$zip: altered"

    rm -rf "$work/out"
    mkdir "$work/out"
    unzip -q "$zip" -d "$work/out" 2>"$work/unzip.log" || wrong "$zip: unzip: $(head -n 1 "$work/unzip.log")"
    # Hashes, not names: how a Chinese name comes out depends on the machine.
    awk '/^  "sources": \[/ { on = 1 } on && /"sha256"/ { gsub(/[",]/, ""); print $2 } /^  \]/ { on = 0 }' \
        "$seal" | sort >"$work/named"
    find "$work/out/files" -type f -exec sha256sum {} + 2>/dev/null | cut -c 1-64 | sort >"$work/held"
    cmp -s "$work/named" "$work/held" || wrong "$zip: the exports in it are not those of $seal"
    for entry in orders changes; do
        want=$(sed -n '/^  "'"$entry"'": {/,/}/s/^ *"sha256": "\([0-9a-f]*\)".*/\1/p' "$work/out/manifest.json" 2>/dev/null || true)
        { [ -f "$work/out/$entry.csv" ] && [ "$(sum "$work/out/$entry.csv")" = "$want" ]; } ||
            wrong "$zip: $entry.csv is not what manifest.json says"
    done
done

find zip -type f ! -name '.dayclose-*' | while read -r zip; do
    grep -qxF "$zip" "$work/zips" || echo "$zip"
done >"$work/foreign"
[ ! -s "$work/foreign" ] || wrong "no seal names: $(tr '\n' ' ' <"$work/foreign")"

if [ -n "$posted" ] && { [ ${#posted} -lt 16 ] || [ "$held" -eq 0 ]; }; then
    wrong "the chain does not hold head $posted"
fi
[ "$bad" -eq 0 ] || exit 1
echo "$number seals and archives, all whole"
echo "head $previous"
