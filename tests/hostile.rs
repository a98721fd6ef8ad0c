//! What nobody should feed the program and somebody will: never a panic, never
//! an exit status but 0, 1 and 2, no endless output, no private value shown.

#[path = "hostile/library.rs"]
mod library;
#[path = "hostile/program.rs"]
mod program;
