//! The oracle: pay worked out from the department's rules (K1–K10) in whole
//! numbers. It uses nothing of the program, not even its decimals.
//!
//! Amounts are fen (0.01 yuan), rates millionths, scores thousandths, days are
//! counted from the first of the month (0), so −1 is the last day of the month
//! before. The month has 31 days, the one before 30, the one before that 31.

pub const MONTH: i64 = 31;

#[derive(Debug, Clone)]
pub enum Rate {
    /// From this score (hundredths) on, this rate.
    Score(Vec<(i64, i64)>),
    /// From this base (fen) on, this rate for everything.
    Sales(Vec<(i64, i64)>),
    /// From this base (fen) on, this rate for what lies above.
    Marginal(Vec<(i64, i64)>),
    Flat(i64),
}

#[derive(Debug, Clone)]
pub struct Scheme {
    pub rate: Rate,
    /// First and last day, both included.
    pub exclude: Vec<(i64, i64)>,
    pub carry: bool,
    pub claws_back: bool,
    pub guarantee: Option<i64>,
    pub allowances: Vec<i64>,
    pub review_price: i64,
    pub photo_price: i64,
    /// From this score (hundredths) on, this many fen.
    pub rewards: Vec<(i64, i64)>,
}

#[derive(Debug, Clone)]
pub struct Session {
    pub day: i64,
    pub start: i64,
    pub end: i64,
    /// Seconds of the day.
    pub clock_in: Option<i64>,
    pub clock_out: Option<i64>,
    /// Paid leave or not.
    pub leave: Option<bool>,
}

#[derive(Debug, Clone)]
pub struct Person {
    pub scheme: Scheme,
    pub base: i64,
    pub joined: Option<i64>,
    pub left: Option<i64>,
    /// Thousandths.
    pub score: Option<i64>,
    pub reviews: i64,
    pub photos: i64,
    pub adjustments: Vec<(i64, i64)>,
    /// Rate paid in the month before and in the one before that; none where the
    /// sheet has no line.
    pub paid: [Option<i64>; 2],
    /// Carried out of the month before, 0 or less.
    pub carried: i64,
    pub sessions: Vec<Session>,
}

#[derive(Debug, Clone)]
pub struct Sale {
    pub who: usize,
    pub day: i64,
    pub amount: i64,
    pub refund: i64,
    pub refunded: Option<i64>,
}

#[derive(Debug, Clone)]
pub struct Case {
    pub people: Vec<Person>,
    pub sales: Vec<Sale>,
    pub late_fine: i64,
    /// 26 or 21.75, in hundredths.
    pub day_pay: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pay {
    pub credited: i64,
    pub excluded: i64,
    pub refunds: i64,
    pub base_sales: i64,
    pub commission: Option<i64>,
    pub clawback: i64,
    pub relief: i64,
    pub carried: i64,
    pub base_pay: i64,
    pub reward: Option<i64>,
    pub review_bonus: i64,
    pub photo_bonus: i64,
    pub allowances: i64,
    pub adjustments: i64,
    pub attendance: i64,
    pub gross: Option<i64>,
}

/// a ÷ b, half away from zero.
pub fn divided(a: i128, b: i128) -> i64 {
    let (sign, a) = if a < 0 { (-1, -a) } else { (1, a) };
    i64::try_from(sign * ((2 * a + b) / (2 * b))).unwrap()
}

/// Fen × millionths, rounded to fen.
fn share(fen: i64, rate: i64) -> i64 {
    divided(i128::from(fen) * i128::from(rate), 1_000_000)
}

fn month_of(day: i64) -> i64 {
    match day {
        d if d >= MONTH => 1,
        d if d >= 0 => 0,
        d if d >= -30 => -1,
        _ => -2,
    }
}

/// The step reached: the last whose start is not above.
fn step(steps: &[(i64, i64)], at: i64) -> i64 {
    let mut rate = 0;
    for (from, of) in steps {
        if *from <= at {
            rate = *of;
        }
    }
    rate
}

/// Everybody's pay; `None` for those not employed in the month.
pub fn pay(case: &Case) -> Vec<Option<Pay>> {
    let of = |who: usize| {
        let person = &case.people[who];
        let first = person.joined.unwrap_or(0).max(0);
        let last = person.left.unwrap_or(MONTH - 1).min(MONTH - 1);
        (last >= first).then(|| one(case, who, last - first + 1))
    };
    (0..case.people.len()).map(of).collect()
}

fn one(case: &Case, who: usize, days: i64) -> Pay {
    let person = &case.people[who];
    let scheme = &person.scheme;
    let part = |fen: i64| divided(i128::from(fen) * i128::from(days), i128::from(MONTH));
    let out = |day: i64| {
        scheme
            .exclude
            .iter()
            .any(|(from, to)| *from <= day && day <= *to)
    };
    let (mut credited, mut excluded, mut refunds) = (0, 0, 0);
    let mut back = [0i64; 2];
    for sale in case.sales.iter().filter(|s| s.who == who) {
        match month_of(sale.day) {
            0 => {
                credited += sale.amount;
                if out(sale.day) {
                    excluded += sale.amount;
                } else if sale.refunded.is_none_or(|day| day < MONTH) {
                    refunds += sale.refund;
                }
            }
            earlier @ (-1 | -2)
                if !out(sale.day) && sale.refunded.is_some_and(|d| month_of(d) == 0) =>
            {
                back[usize::try_from(-1 - earlier).unwrap()] += sale.refund;
            }
            _ => {}
        }
    }
    let base_sales = credited - excluded - refunds;
    // Rounded to hundredths.
    let score = person.score.map(|s| divided(s.into(), 10));
    let commission = match &scheme.rate {
        Rate::Flat(rate) => Some(share(base_sales, *rate)),
        Rate::Score(steps) => score.map(|at| share(base_sales, step(steps, at))),
        Rate::Sales(steps) => Some(share(base_sales, step(steps, base_sales))),
        Rate::Marginal(steps) => {
            let mut exact = 0i128;
            for (i, (from, rate)) in steps.iter().enumerate() {
                let end = steps.get(i + 1).map_or(base_sales, |s| s.0.min(base_sales));
                exact += i128::from((end - from).max(0)) * i128::from(*rate);
            }
            Some(divided(exact, 1_000_000))
        }
    };
    let commission = commission.map(|c| match scheme.guarantee {
        Some(least) => c.max(part(least)),
        None => c,
    });
    let mut clawback = 0;
    if scheme.claws_back {
        for (refund, rate) in back.iter().zip(person.paid) {
            clawback += rate.map_or(0, |rate| share(*refund, rate));
        }
    }
    let left = commission.map_or(0, |c| c - clawback + person.carried);
    let relief = (-left).max(0);
    let reward = match (scheme.rewards.is_empty(), score) {
        (true, _) => Some(0),
        (false, None) => None,
        (false, Some(at)) => Some(step(&scheme.rewards, at)),
    };
    let adjusted = person
        .adjustments
        .iter()
        .filter(|(day, _)| month_of(*day) == 0);
    let adjustments: i64 = adjusted.map(|(_, fen)| fen).sum();
    let base_pay = part(person.base);
    let attendance = attendance(case, person, base_pay);
    let allowances = scheme.allowances.iter().map(|fen| part(*fen)).sum();
    let review_bonus = person.reviews * scheme.review_price;
    let photo_bonus = person.photos * scheme.photo_price;
    let gross = match (commission, reward) {
        (Some(commission), Some(reward)) => Some(
            base_pay + commission - clawback
                + person.carried
                + relief
                + reward
                + review_bonus
                + photo_bonus
                + allowances
                + adjustments
                - attendance,
        ),
        _ => None,
    };
    Pay {
        credited,
        excluded,
        refunds,
        base_sales,
        commission,
        clawback,
        relief,
        carried: if scheme.carry { left.min(0) } else { 0 },
        base_pay,
        reward,
        review_bonus,
        photo_bonus,
        allowances,
        adjustments,
        attendance,
        gross,
    }
}

/// K10: absence and unpaid leave by halves of days, lates from the fourth.
fn attendance(case: &Case, person: &Person, base_pay: i64) -> i64 {
    let (mut lates, mut halves) = (0, 0);
    for day in 0..MONTH {
        let of_day: Vec<&Session> = person.sessions.iter().filter(|s| s.day == day).collect();
        let each = if of_day.len() == 1 { 2 } else { 1 };
        for session in of_day {
            match (session.leave, session.clock_in, session.clock_out) {
                (Some(true), ..) => {}
                (Some(false), ..) | (None, None, None) => halves += each,
                (None, clock_in, clock_out) => {
                    let sign_in = session.start - 5 * 60;
                    let after = clock_in.map_or(0, |t| t - sign_in);
                    let before = clock_out.map_or(0, |t| session.end - t);
                    if after > 15 * 60 || before > 5 * 60 {
                        halves += each;
                    } else if after > 0 {
                        lates += 1;
                    }
                }
            }
        }
    }
    // halves ÷ 2 × base ÷ day_pay, day_pay in hundredths.
    let absence = divided(
        i128::from(halves) * i128::from(person.base) * 100,
        2 * i128::from(case.day_pay),
    );
    absence.min(base_pay) + (lates - 3).max(0) * case.late_fine
}
