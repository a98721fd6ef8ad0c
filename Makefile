# make demo   set up, build (release), seal a week of sample exports, check what was found
# make test   set up, run every test
# make lint   format, clippy with warnings denied, shell syntax, licences
# make bench  benchmarks
# make install [PREFIX=$HOME/.local]   put dayclose, its man page and completions on this machine
# make dist   a small program for release (thin LTO, stripped) and its SHA-256
#
# CARGO_TARGET_DIR chooses where things are built (default: target).

CARGO ?= cargo
CARGO_TARGET_DIR ?= target
PREFIX ?= $(HOME)/.local
export CARGO_TARGET_DIR

.PHONY: all demo test lint bench install dist setup
all: demo

setup:
	@sh scripts/setup.sh test

demo:
	@sh scripts/setup.sh demo
	$(CARGO) build --locked --release
	@sh scripts/demo.sh "$(CARGO_TARGET_DIR)/release/dayclose" "$(CARGO_TARGET_DIR)/demo"

test:
	@sh scripts/setup.sh test
	$(CARGO) test --locked --no-fail-fast

lint:
	@sh scripts/setup.sh lint
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --all-targets -- -D warnings
	@sh scripts/shell_syntax.sh
	@sh scripts/licences.sh

bench:
	@sh scripts/setup.sh demo
	$(CARGO) bench --locked --benches

install:
	@sh scripts/setup.sh demo
	$(CARGO) build --locked --release
	@sh scripts/install.sh "$(CARGO_TARGET_DIR)/release/dayclose" "$(DESTDIR)$(PREFIX)"

dist:
	@sh scripts/setup.sh demo
	$(CARGO) build --locked --profile dist
	@sh scripts/dist.sh "$(CARGO_TARGET_DIR)/dist/dayclose" "$(CARGO_TARGET_DIR)/dist"
