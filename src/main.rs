//! `dayclose`: parse, run, print the error, exit. Everything else is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    dayclose::cli::main(std::env::args_os().collect()).into()
}
