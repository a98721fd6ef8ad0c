//! Broken forms of the commit protocol, which the fault tests must notice: a test
//! that no broken protocol fails proves nothing about the one that is shipped.
//!
//! They exist only where rustc is told `--cfg dayclose_mutant`; every other build
//! has `false` in their place. A cfg and no cargo feature: features are switched on
//! by `--all-features` or by whoever depends on the crate, a cfg only by its name.
//! A build without debug assertions, as every release is, refuses it. One build
//! holds all four; `DAYCLOSE_MUTANT` names the one to be. `scripts/mutants.sh`
//! makes it and asserts that each is caught.

#[cfg(all(dayclose_mutant, not(debug_assertions)))]
compile_error!("dayclose_mutant is for tests of the commit protocol, never for a release");

/// What is left out or done wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutant {
    /// A file is put in place before its bytes are on disk.
    NoFileFsync,
    /// A name is relied on before its folder is on disk.
    NoFolderFsync,
    /// The head is said before the seal is on disk.
    HeadEarly,
    /// A file is written under its own name.
    InPlace,
}

impl Mutant {
    #[cfg(not(dayclose_mutant))]
    pub const fn on(self) -> bool {
        false
    }

    #[cfg(dayclose_mutant)]
    pub fn on(self) -> bool {
        let name = match self {
            Mutant::NoFileFsync => "no_file_fsync",
            Mutant::NoFolderFsync => "no_folder_fsync",
            Mutant::HeadEarly => "head_early",
            Mutant::InPlace => "in_place",
        };
        std::env::var("DAYCLOSE_MUTANT").is_ok_and(|chosen| chosen == name)
    }
}
