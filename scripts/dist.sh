#!/bin/sh
# A file for release and its SHA-256, named after version and platform.
#
#   scripts/dist.sh PROGRAM FOLDER
set -eu

program=$1
folder=$2

version=$("$program" --version | cut -d ' ' -f 2)
system=$(uname -s | tr '[:upper:]' '[:lower:]')
name=dayclose-$version-$(uname -m)-$system
cp "$program" "$folder/$name"
cd "$folder"
if command -v sha256sum >/dev/null 2>&1; then
    sha256sum "$name" >"$name.sha256"
else
    shasum -a 256 "$name" >"$name.sha256"
fi
cat "$name.sha256"
ls -l "$name"
