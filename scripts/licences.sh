#!/bin/sh
# Every crate the program is built from may be used: its licence, or one of the
# choices it gives, is in the list that deny.toml states too.
#
#   scripts/licences.sh [FILE]   FILE: «crate version|licence» a line, instead of cargo's
set -eu
cd "$(dirname "$0")/.."
if [ $# -gt 0 ]; then
    list=$(cat "$1")
else
    list=$(cargo tree --locked --workspace --edges normal,build,dev --target all --prefix none --format '{p}|{l}')
fi
allowed=$(sed -n '/^allow = \[/,/^\]/s/^ *"\([^"]*\)",*.*$/\1/p' deny.toml | tr '\n' ' ')
[ -n "$allowed" ] || { echo "licences: deny.toml allows none" >&2; exit 2; }
echo "$list" | sed 's/ (\*)$//; s/ (proc-macro)//; s/ ([^)|]*)|/|/' | sort -u | awk -F'|' -v allowed="$allowed" '
BEGIN { n = split(allowed, list, " "); for (i = 1; i <= n; i++) ok[list[i]] = 1 }

# expression := both { OR both } ; both := one { AND one } ; one := ( expression ) | NAME [WITH NAME]
function expression(    good, right) {
    good = both()
    while (word[at] == "OR") { at++; right = both(); good = good || right }
    return good
}
function both(    good, right) {
    good = one()
    while (word[at] == "AND") { at++; right = one(); good = good && right }
    return good
}
function one(    good, name) {
    if (word[at] == "(") {
        at++
        good = expression()
        if (word[at] != ")") broken = 1
        at++
        return good
    }
    name = word[at++]
    if (word[at] == "WITH") { name = name " WITH " word[at + 1]; at += 2 }
    return (name in ok)
}

NF {
    crates++
    text = $2
    # Before SPDX expressions a slash meant «or».
    gsub("/", " OR ", text)
    gsub(/[()]/, " & ", text)
    split("", word)
    words = split(text, word, " ")
    at = 1
    broken = 0
    good = words > 0 && expression()
    if (!good || broken || at != words + 1) {
        print "licences: " $1 ": \"" $2 "\" is not among those allowed" > "/dev/stderr"
        bad++
    }
}
END {
    if (!crates) { print "licences: no crate listed" > "/dev/stderr"; exit 2 }
    if (bad) exit 1
    print "licences: " crates " crates, all allowed"
}'
