#!/bin/sh
# Every script parses, and those that say `sh` in the shell that is strictest here.
set -eu
cd "$(dirname "$0")/.."
posix=sh
if command -v dash >/dev/null 2>&1; then posix=dash; fi
status=0
for script in scripts/*.sh; do
    "$posix" -n "$script" || status=1
done
if command -v bash >/dev/null 2>&1; then bash -n .ci/run || status=1; fi
[ "$status" -eq 0 ] && echo "shell syntax: fine"
exit "$status"
