//! Solving: two workers side by side, one annealing, one proving and diving,
//! who exchange what they found after every round.
//!
//! A round is a fixed amount of work, counted in cells and not in seconds (the
//! first rounds are shorter), and both workers wait for each other at its end. So the same seed and number of
//! rounds give the same roster on any machine; only stopping by time does not.

mod worker;

use super::engine::compile::Problem;
use super::engine::construct::construct;
use super::engine::layout::LIMIT;
use super::engine::path::Scratch;
use super::evaluate::{Evaluation, evaluate};
use super::model::{Model, Roster};
use crate::base::Problem as Failure;
use crate::say;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use worker::{Pace, Role, Worker};

/// Rounds of a second, roughly: for how long an annealing may be, not for when
/// to stop.
const ROUNDS_A_SECOND: f64 = 8.0;

/// Rounds when neither rounds nor seconds are given.
pub const DEFAULT_ROUNDS: u64 = 100;

/// When to stop; whichever comes first. The proven optimum always stops.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub rounds: Option<u64>,
    pub seconds: Option<f64>,
    /// A bound that is enough to know.
    pub enough: Option<i64>,
}

impl Limits {
    pub fn rounds(rounds: u64) -> Limits {
        Limits {
            rounds: Some(rounds),
            seconds: None,
            enough: None,
        }
    }
}

/// How it goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    pub round: u64,
    pub seconds: f64,
    pub best: i64,
    pub bound: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    Optimal,
    /// The bound reached what was enough to know.
    Enough,
    Rounds,
    Seconds,
    /// From outside; the best so far is given.
    Asked,
}

/// What came out.
#[derive(Debug, Clone)]
pub struct Solution {
    pub roster: Roster,
    /// The independent check's judgement.
    pub evaluation: Evaluation,
    /// No roster without broken hard rules has a lower penalty. `None` where
    /// nothing is known, or somebody's own rules contradict each other.
    pub bound: Option<i64>,
    pub optimal: bool,
    pub rounds: u64,
    pub seconds: f64,
    pub stopped: Stopped,
}

/// The gap between a penalty and its bound, in tenths of a per cent of the
/// penalty, rounded up.
pub fn gap_tenths(penalty: i64, bound: i64) -> i64 {
    let gap = (penalty - bound).max(0).saturating_mul(1000);
    if penalty <= 0 {
        return 0;
    }
    gap / penalty + i64::from(gap % penalty > 0)
}

/// What the workers know of each other between rounds.
pub(crate) struct Shared {
    pub best: Roster,
    pub cost: i64,
    pub rounds: u64,
    pub bound: Option<i64>,
    pub prices: Option<Vec<f64>>,
    /// A roster to anneal from, and which it is.
    pub seed: Option<(u64, Roster)>,
}

/// Fills the model.
///
/// # Errors
/// A model that contradicts itself (`Model::flaw`), or weights whose sums leave
/// the range the engine counts in.
pub fn solve(
    model: &Model,
    seed: u64,
    limits: Limits,
    stop: &AtomicBool,
    tell: &mut dyn FnMut(&Progress),
) -> Result<Solution, Failure> {
    let at = Instant::now();
    if let Some(flaw) = model.flaw() {
        return Err(
            say!(zh: "排班模型有误:{flaw}", en: "the roster model is wrong: {flaw}").into(),
        );
    }
    let problem = Problem::new(model);
    if problem.heaviest_path().saturating_mul(16) > i64::from(LIMIT) {
        return Err(say!(
            zh: "权重太大:一人一月的权重之和超出范围;请按比例缩小",
            en: "the weights are too large: their sum over one person's days leaves the range; scale them down"
        )
        .into());
    }
    let deadline = limits
        .seconds
        .map(|s| at + Duration::from_secs_f64(s.clamp(0.0, 1e9)));
    let over = || stop.load(Ordering::Relaxed) || deadline.is_some_and(|d| Instant::now() >= d);
    let start = construct(&problem, &mut Scratch::default());
    let sound = start.possible.len() == problem.plans.len();
    let mut shared = Shared {
        best: start.state.roster.clone(),
        cost: start.state.cost,
        rounds: 0,
        // Penalties are not negative.
        bound: sound.then_some(0),
        prices: None,
        seed: None,
    };
    let by_time = limits.seconds.map(|s| (s * ROUNDS_A_SECOND) as u64);
    let pace = Pace::of(limits.rounds.into_iter().chain(by_time).min());
    let mut workers = [
        Worker::new(&problem, &start, seed, Role::Anneals, pace),
        Worker::new(
            &problem,
            &start,
            seed ^ 0x9e37_79b9_7f4a_7c15,
            Role::Proves { sound },
            pace,
        ),
    ];
    let stopped = loop {
        if shared.bound.is_some_and(|b| b >= shared.cost) {
            break Stopped::Optimal;
        }
        if let Some(enough) = limits.enough
            && shared.bound.is_some_and(|b| b >= enough)
        {
            break Stopped::Enough;
        }
        if limits.rounds.is_some_and(|n| shared.rounds >= n) {
            break Stopped::Rounds;
        }
        if over() {
            break if stop.load(Ordering::Relaxed) {
                Stopped::Asked
            } else {
                Stopped::Seconds
            };
        }
        let (problem, known) = (&problem, &shared);
        let over: &(dyn Fn() -> bool + Sync) = &over;
        let [first, second] = &mut workers;
        let proved = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let other = scope.spawn(|| second.round(problem, known, over, &proved));
            first.round(problem, known, over, &proved);
            // A worker's panic is ours.
            if let Err(panic) = other.join() {
                std::panic::resume_unwind(panic);
            }
        });
        for worker in &mut workers {
            worker.hand_over(&mut shared);
        }
        shared.rounds += 1;
        tell(&Progress {
            round: shared.rounds,
            seconds: at.elapsed().as_secs_f64(),
            best: shared.cost,
            bound: shared.bound,
        });
    };
    let evaluation = evaluate(model, &shared.best);
    let lawful = evaluation.violations.is_empty();
    Ok(Solution {
        bound: shared
            .bound
            .filter(|_| lawful)
            .map(|b| b.min(evaluation.objective)),
        optimal: lawful && stopped == Stopped::Optimal,
        roster: shared.best,
        evaluation,
        rounds: shared.rounds,
        seconds: at.elapsed().as_secs_f64(),
        stopped,
    })
}
