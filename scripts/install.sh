#!/bin/sh
# Installs the program, its man page and completions.
#
#   scripts/install.sh PROGRAM PREFIX
set -eu

program=$1
prefix=$2

bin=$prefix/bin
man=$prefix/share/man/man1
bash=$prefix/share/bash-completion/completions
zsh=$prefix/share/zsh/site-functions
fish=$prefix/share/fish/vendor_completions.d
mkdir -p "$bin" "$man" "$bash" "$zsh" "$fish"
install -m 755 "$program" "$bin/dayclose"
# Made by the program itself, in the language of DAYCLOSE_LANG.
"$program" man >"$man/dayclose.1"
"$program" completions bash >"$bash/dayclose"
"$program" completions zsh >"$zsh/_dayclose"
"$program" completions fish >"$fish/dayclose.fish"
chmod 644 "$man/dayclose.1" "$bash/dayclose" "$zsh/_dayclose" "$fish/dayclose.fish"
echo "$bin/dayclose"
