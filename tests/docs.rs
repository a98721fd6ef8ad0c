//! README and manual hold real output, the same pages in both languages, and
//! keep up with the code.

#[path = "docs/archive.rs"]
mod archive;
mod common;
#[path = "docs/console.rs"]
mod console;
#[path = "docs/pages.rs"]
mod pages;
