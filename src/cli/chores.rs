//! The commands a run can carry out. One that is new is one line of [`CHORES`]
//! (and an arm of `cli::report`, which it has as a command already).

use crate::base::RunKind;

/// What a run hands to a command where the config's line does not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// It speaks of the moment.
    Nothing,
    /// `--from … --to …`, of a month `--month …`.
    Range,
    /// `--month …`
    Month,
    /// `--quarter …`, that of the last day.
    Quarter,
    /// `--as-of …`, the last day.
    AsOf,
    /// The two newest counts up to the last day.
    Counts,
    /// The folder of the counts.
    CountFolder,
}

#[derive(Debug, Clone, Copy)]
pub struct Chore {
    /// As typed.
    pub command: &'static str,
    pub takes: Takes,
    /// Programs get other columns than people: it is worked out once for each.
    pub twice: bool,
}

const fn chore(command: &'static str, takes: Takes) -> Chore {
    Chore {
        command,
        takes,
        twice: false,
    }
}

pub const CHORES: &[Chore] = &[
    chore("backup run", Takes::Nothing),
    chore("backup verify", Takes::Nothing),
    chore("backup status", Takes::Nothing),
    chore("due", Takes::Nothing),
    chore("orders check", Takes::Nothing),
    chore("stock balance", Takes::Range),
    chore("stock docs", Takes::Range),
    chore("stock alerts", Takes::AsOf),
    chore("stocktake diff", Takes::Counts),
    chore("stocktake report", Takes::Quarter),
    chore("stocktake trend", Takes::CountFolder),
    chore("reconcile", Takes::AsOf),
    Chore {
        twice: true,
        ..chore("kpi", Takes::Month)
    },
    chore("commission", Takes::Month),
    chore("roster make", Takes::Nothing),
    chore("roster check", Takes::Nothing),
];

/// Every command that is a chore.
pub fn names() -> Vec<&'static str> {
    CHORES.iter().map(|c| c.command).collect()
}

impl Chore {
    /// The chore of a line of the config.
    pub fn of(line: &str) -> Option<&'static Chore> {
        CHORES
            .iter()
            .find(|c| crate::policy::run::is_chore(line, c.command))
    }

    /// Whether its result stays the same once the month is over, so that it
    /// belongs to the month's pack.
    pub fn of_month(&self) -> bool {
        !matches!(self.takes, Takes::Nothing | Takes::CountFolder)
    }

    /// Its reports' name without the ending. A command that more than one of the
    /// runs carries out has the run in it, so that a Friday's week does not
    /// replace the Friday's day.
    pub fn stem(&self, kind: RunKind, shared: bool) -> String {
        let name = self.command.replace(' ', "-");
        if shared && kind != RunKind::Daily {
            format!("{name}-{}", kind.word())
        } else {
            name
        }
    }
}
