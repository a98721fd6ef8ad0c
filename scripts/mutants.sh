#!/bin/sh
# scripts/mutants.sh: the fault tests against broken commit protocols. Each must be
# caught by the test named here, with what that test says; unbroken, the same
# build must pass. src/backup/mutant.rs says what is broken.
#
# Only the project's own crate is built again: dependencies are those of the
# tests. Needs strace.
set -eu
cd "$(dirname "$0")/.."

target=${CARGO_TARGET_DIR:-target}
mkdir -p "$target/mutants"
target=$(cd "$target" && pwd)
out=$target/mutants

if ! strace -f -qq -o /dev/null true 2>/dev/null; then
    echo "mutants: strace is missing or may not trace" >&2
    exit 1
fi

# Rustc is called through this, for the crates of this project alone.
cat >"$out/rustc.sh" <<'END'
#!/bin/sh
exec "$@" --cfg dayclose_mutant
END
chmod +x "$out/rustc.sh"
RUSTC_WORKSPACE_WRAPPER=$out/rustc.sh cargo build --locked --bin dayclose
cp "$target/debug/dayclose" "$out/dayclose"
# And the whole program back in its place.
cargo build --locked --bin dayclose
if cmp -s "$target/debug/dayclose" "$out/dayclose"; then
    echo "mutants: the broken build stands in place of the whole one" >&2
    exit 1
fi
cargo test --locked --test backup --no-run

# A mutant or none, and a test.
tested() {
    DAYCLOSE_TEST_BINARY=$out/dayclose DAYCLOSE_MUTANT=$1 \
        cargo test --locked --test backup -- --exact "$2" >"$out/log" 2>&1
}

failed() {
    cat "$out/log"
    echo "mutants: $1" >&2
    exit 1
}

# A mutant, the test that must fail, the words it must fail with.
caught() {
    if tested "$1" "$2"; then
        failed "$1 is not caught by $2"
    fi
    grep -q "$3" "$out/log" || failed "$2 fails on $1 for another reason than «$3»"
    echo "mutants: $1 caught by $2: $3"
}

order=order::the_order_of_commit
kill=calls::killed_at_every_call_of_the_first_run
for test in $order $kill; do
    tested none "$test" || failed "$test fails on what is not broken"
    grep -q "test result: ok. 1 passed" "$out/log" || failed "$test is no test"
    if grep -q "^SKIP" "$out/log"; then failed "$test did not run"; fi
done
caught no_file_fsync $order "named before its bytes were on disk"
caught no_folder_fsync $order "before the folder was on disk"
caught head_early $order "the head said before the seal"
caught head_early $kill "the head was said, its seal is not there"
caught in_place $order "written under its own name"
caught in_place $kill "killed at ?write"
