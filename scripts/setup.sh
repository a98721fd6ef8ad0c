#!/bin/sh
# What is needed besides the project itself, installed where that is possible.
#
#   scripts/setup.sh demo   cargo and a linker
#   scripts/setup.sh test   the same, and the programs the tests check against
#   scripts/setup.sh lint   the same as demo, and rustfmt and clippy
#
# As root on Debian or Ubuntu missing packages are installed with apt-get;
# elsewhere the command to run is printed. Missing programs that only tests use
# do not stop anything: those tests skip themselves and say so.
# DAYCLOSE_NO_APT=1 installs nothing.
set -eu

goal=${1:-test}
case $goal in
demo | test | lint) ;;
*)
    echo "setup: unknown goal '$goal'; use demo, test or lint" >&2
    exit 2
    ;;
esac

have() { command -v "$1" >/dev/null 2>&1; }

# A font for Chinese, without which a printed page cannot be checked.
have_cjk_font() {
    if have fc-list; then
        [ -n "$(fc-list :lang=zh 2>/dev/null | head -n 1)" ]
    else
        [ -n "$(find /usr/share/fonts -iname '*cjk*' 2>/dev/null | head -n 1)" ]
    fi
}

missing_packages() {
    have cc || printf ' gcc libc6-dev'
    [ "$goal" = test ] || return 0
    have soffice || printf ' libreoffice-calc'
    have_cjk_font || printf ' fonts-noto-cjk'
    have pdftotext || printf ' poppler-utils'
    have unzip || printf ' unzip'
    have sqlite3 || printf ' sqlite3'
    have zsh || printf ' zsh'
    have fish || printf ' fish'
    have man || printf ' man-db'
    have python3 || printf ' python3'
    have pip3 || printf ' python3-pip'
    have minisign || printf ' minisign'
    have age || printf ' age'
    have psql && [ -d /usr/lib/postgresql ] || printf ' postgresql'
    [ "$(uname -s)" != Linux ] || have strace || printf ' strace'
}

apt() {
    DEBIAN_FRONTEND=noninteractive apt-get -q -y \
        -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 -o Acquire::Retries=1 \
        -o DPkg::Lock::Timeout=120 "$@"
}

packages=$(missing_packages)
if [ -n "$packages" ]; then
    if [ "${DAYCLOSE_NO_APT:-}" = 1 ] || ! have apt-get; then
        echo "setup: not installed:$packages"
    elif [ "$(id -u)" -ne 0 ]; then
        echo "setup: not installed (not root):$packages"
        echo "setup: to install: sudo apt-get install --no-install-recommends$packages"
    else
        echo "setup: installing$packages"
        apt update >/dev/null || echo "setup: the package lists could not be fetched"
        # One by one, so that one missing package does not take the others along.
        for package in $packages; do
            apt install --no-install-recommends "$package" >/dev/null ||
                echo "setup: $package could not be installed"
        done
    fi
    left=$(missing_packages)
    [ -z "$left" ] || [ "$goal" != test ] ||
        echo "setup: still missing:$left (tests that need them skip themselves)"
fi

# A store that speaks S3, for one test; below the target folder, no program of the system's.
moto=${CARGO_TARGET_DIR:-target}/moto
if [ "$goal" = test ] && [ ! -d "$moto/moto" ] && [ "${DAYCLOSE_NO_APT:-}" != 1 ] && have pip3; then
    echo "setup: installing moto in $moto"
    pip3 install -q --timeout 20 --retries 1 --target "$moto" 'moto[s3]==5.2.5' flask flask-cors \
        >/dev/null 2>&1 || { rm -rf "$moto"; echo "setup: moto could not be installed"; }
fi

if ! have cargo; then
    echo "setup: cargo is missing; install Rust 1.89 or newer (https://rustup.rs)" >&2
    exit 1
fi
if ! have cc; then
    echo "setup: a C compiler (cc) is missing; install gcc or clang" >&2
    exit 1
fi
version=$(cargo --version | sed -n 's/^cargo \([0-9]*\)\.\([0-9]*\).*/\1 \2/p')
major=${version% *}
minor=${version#* }
if [ "${major:-0}" -lt 1 ] || { [ "$major" -eq 1 ] && [ "$minor" -lt 89 ]; }; then
    echo "setup: $(cargo --version) is too old; Rust 1.89 or newer is needed (rustup update)" >&2
    exit 1
fi

if [ "$goal" = lint ]; then
    for part in rustfmt clippy; do
        if ! cargo "$(echo "$part" | sed 's/rustfmt/fmt/')" --version >/dev/null 2>&1; then
            if have rustup; then rustup component add "$part"; else
                echo "setup: $part is missing; install it with your Rust tools" >&2
                exit 1
            fi
        fi
    done
fi
