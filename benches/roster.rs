//! The roster's labelling, annealing and bound on a made-up month: 20 people,
//! 28 days, three shifts.
//!
//! `cargo bench --bench roster`; for whole runs on public instances see
//! scripts/bench_roster.py.
#![allow(clippy::unwrap_used)]

use dayclose::roster::bound::Generation;
use dayclose::roster::engine::chain::Chain;
use dayclose::roster::engine::compile::Problem;
use dayclose::roster::engine::construct::construct;
use dayclose::roster::engine::path::Scratch;
use dayclose::roster::instance;
use dayclose::roster::model::Model;
use std::fmt::Write;

const PEOPLE: usize = 20;
const DAYS: usize = 28;

fn month() -> Model {
    let mut text = format!(
        "SECTION_HORIZON\n{DAYS}\nSECTION_SHIFTS\nE,480,\nD,480,E\nL,480,E|D\nSECTION_STAFF\n"
    );
    for p in 0..PEOPLE {
        let late = if p % 3 == 0 { 0 } else { 9 };
        writeln!(text, "P{p},E=28|D=28|L={late},8640,7560,5,2,2,2").unwrap();
    }
    text.push_str("SECTION_DAYS_OFF\n");
    for p in 0..PEOPLE {
        writeln!(text, "P{p},{},{}", p * 5 % DAYS, (p * 11 + 3) % DAYS).unwrap();
    }
    text.push_str("SECTION_SHIFT_ON_REQUESTS\n");
    for p in 0..PEOPLE {
        writeln!(text, "P{p},{},E,{}", (p * 7 + 1) % DAYS, p % 3 + 1).unwrap();
    }
    text.push_str("SECTION_COVER\n");
    for day in 0..DAYS {
        for (i, shift) in ["E", "D", "L"].iter().enumerate() {
            writeln!(text, "{day},{shift},{},100,1", 3 + (day + i) % 3).unwrap();
        }
    }
    instance::read(&text, "month").unwrap()
}

/// A thousand ruins and recreates of two to four people.
#[divan::bench]
fn thousand_ruins(bencher: divan::Bencher) {
    let model = month();
    let problem = Problem::new(&model);
    bencher.bench_local(|| {
        let start = construct(&problem, &mut Scratch::default());
        let mut chain = Chain::new(&problem, start.state, start.possible, 1);
        for _ in 0..1000 {
            chain.step(&problem, 2.0);
        }
        chain.best_cost
    });
}

/// The bound of the linear programme, from nothing.
#[divan::bench]
fn linear_bound(bencher: divan::Bencher) {
    let model = month();
    let problem = Problem::new(&model);
    bencher.bench_local(|| {
        let start = construct(&problem, &mut Scratch::default());
        let mut generation = Generation::new(&problem).unwrap();
        generation.begin(&problem, |p| start.state.roster.of(p));
        for _ in 0..150 {
            generation.subgradient(&problem, start.state.cost);
        }
        while !generation.done {
            generation.round(&problem);
        }
        generation.bound
    });
}

fn main() {
    divan::main();
}
