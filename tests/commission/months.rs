//! Thousands of months at random, the program's pay against the oracle's.

use super::oracle::{self, Case, MONTH, Person, Rate, Sale, Scheme, Session};
use chrono::{Duration, NaiveDate, NaiveTime};
use dayclose::base::{Clock, Files, Money, Name, Origin, Period, Pool};
use dayclose::commission::{self, Job, Sold};
use dayclose::policy::pay::{
    Clawback, Exclude, ExcludeBy, Mode, Negative, Reward, Scheme as Rules, Step, StepsBy,
};
use dayclose::policy::{Amount, Policy, Share};
use dayclose::table::cell::date::Moment;
use dayclose::table::rows::{self, Adjustment, AttendanceLine, Paid, Register, ServiceLine, Staff};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn first() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, 1).unwrap()
}

fn date(day: i64) -> NaiveDate {
    first() + Duration::days(day)
}

/// At midnight, or at the very end of the day.
fn moment(day: i64, late: bool) -> Option<Moment> {
    let time = if late {
        NaiveTime::from_hms_opt(23, 59, 59).unwrap()
    } else {
        NaiveTime::MIN
    };
    Some(Moment {
        at: date(day).and_time(time),
        has_time: true,
        has_seconds: true,
    })
}

fn yuan(fen: i64) -> Money {
    Money(Decimal::new(fen, 2))
}

fn amount(fen: i64) -> Amount {
    Amount(Decimal::new(fen, 2))
}

fn fen(money: Money) -> i64 {
    i64::try_from((money.0 * Decimal::ONE_HUNDRED).normalize()).unwrap()
}

fn rules(scheme: &Scheme, who: usize) -> Rules {
    let mut rules = Rules::presales();
    rules.name = format!("s{who}");
    rules.steps.clear();
    let steps = |list: &[(i64, i64)]| -> Vec<Step> {
        list.iter()
            .map(|(from, rate)| Step {
                from: Decimal::new(*from, 2),
                until: None,
                rate: Share(Decimal::new(*rate, 6)),
            })
            .collect()
    };
    match &scheme.rate {
        Rate::Flat(rate) => rules.flat = Some(Share(Decimal::new(*rate, 6))),
        Rate::Score(list) => rules.steps = steps(list),
        Rate::Sales(list) => {
            rules.steps = steps(list);
            rules.steps_by = StepsBy::Sales;
        }
        Rate::Marginal(list) => {
            rules.steps = steps(list);
            rules.steps_by = StepsBy::Sales;
            rules.mode = Mode::Marginal;
        }
    }
    let window = |(from, to): &(i64, i64)| Exclude {
        name: "w".to_owned(),
        from: date(*from),
        to: date(*to),
        by: ExcludeBy::PaidAt,
    };
    rules.exclude = scheme.exclude.iter().map(window).collect();
    rules.negative = if scheme.carry {
        Negative::Carry
    } else {
        Negative::Zero
    };
    rules.clawback = if scheme.claws_back {
        Clawback::RatePaid
    } else {
        Clawback::None
    };
    rules.guarantee = scheme.guarantee.map(amount);
    let named = |(i, fen): (usize, &i64)| (format!("a{i}"), amount(*fen));
    rules.allowances = scheme.allowances.iter().enumerate().map(named).collect();
    rules.per_piece.good_review = Some(amount(scheme.review_price));
    rules.per_piece.buyer_photo = Some(amount(scheme.photo_price));
    rules.service_reward = scheme
        .rewards
        .iter()
        .map(|(from, fen)| Reward {
            from: Decimal::new(*from, 2),
            yuan: Decimal::new(*fen, 2),
        })
        .collect();
    rules
}

/// The tables of a case, as the program's rows.
struct Tables {
    pool: Pool,
    files: Files,
    policy: Policy,
    staff: Vec<Staff>,
    sales: Vec<rows::Sale>,
    service: Vec<ServiceLine>,
    adjustments: Vec<Adjustment>,
    paid: Vec<Paid>,
    attendance: Vec<AttendanceLine>,
    scores: Vec<Option<Decimal>>,
}

fn tables(case: &Case) -> Tables {
    let mut t = Tables {
        pool: Pool::new(),
        files: Files::default(),
        policy: Policy::default(),
        staff: Vec::new(),
        sales: Vec::new(),
        service: Vec::new(),
        adjustments: Vec::new(),
        paid: Vec::new(),
        attendance: Vec::new(),
        scores: Vec::new(),
    };
    t.files.add("case.csv");
    t.policy.attendance.late_fine = amount(case.late_fine);
    t.policy.attendance.day_pay = amount(case.day_pay);
    t.policy.pay.scheme.clear();
    let mut line = 1;
    let mut origin = || {
        line += 1;
        Origin { file: 0, line }
    };
    let mut names: Vec<Name> = Vec::new();
    for (who, person) in case.people.iter().enumerate() {
        t.policy.pay.scheme.push(rules(&person.scheme, who));
        let name = t.pool.intern(&format!("E{who}"));
        names.push(name);
        t.staff.push(Staff {
            origin: origin(),
            staff: name,
            scheme: t.pool.intern(&format!("s{who}")),
            base: Some(yuan(person.base)),
            joined: person.joined.and_then(|d| moment(d, false)),
            left: person.left.and_then(|d| moment(d, false)),
            ..Staff::default()
        });
        t.scores.push(person.score.map(|s| Decimal::new(s, 3)));
        t.service.push(ServiceLine {
            origin: origin(),
            staff: name,
            month: Some(first()),
            good_reviews: Some(person.reviews.into()),
            buyer_photos: Some(person.photos.into()),
            ..ServiceLine::default()
        });
        for (day, fen) in &person.adjustments {
            t.adjustments.push(Adjustment {
                origin: origin(),
                staff: name,
                date: moment(*day, false),
                amount: Some(yuan(*fen)),
                ..Adjustment::default()
            });
        }
        for (rate, month) in person.paid.iter().zip([9, 8]) {
            if rate.is_some() || (month == 9 && person.carried != 0) {
                t.paid.push(Paid {
                    origin: origin(),
                    staff: name,
                    month: NaiveDate::from_ymd_opt(2026, month, 1),
                    rate: rate.map(|r| Decimal::new(r, 6)),
                    carried: (month == 9).then(|| yuan(person.carried)),
                    ..Paid::default()
                });
            }
        }
        for session in &person.sessions {
            let time = |seconds: i64| {
                NaiveTime::from_num_seconds_from_midnight_opt(u32::try_from(seconds).unwrap(), 0)
            };
            let leave = match session.leave {
                Some(true) => t.pool.intern("年假"),
                Some(false) => t.pool.intern("事假"),
                None => Name::BLANK,
            };
            t.attendance.push(AttendanceLine {
                origin: origin(),
                staff: name,
                date: moment(session.day, false),
                shift_start: time(session.start),
                shift_end: time(session.end),
                clock_in: session.clock_in.and_then(time),
                clock_out: session.clock_out.and_then(time),
                leave,
            });
        }
    }
    for (i, sale) in case.sales.iter().enumerate() {
        t.sales.push(rows::Sale {
            origin: origin(),
            staff: names[sale.who],
            date: moment(sale.day, i % 2 == 1),
            amount: Some(yuan(sale.amount)),
            refund: (sale.refund != 0).then(|| yuan(sale.refund)),
            refunded_at: sale.refunded.and_then(|d| moment(d, i % 3 == 1)),
            ..rows::Sale::default()
        });
    }
    t
}

/// The program's pay in the oracle's terms.
fn program(case: &Case) -> Vec<Option<oracle::Pay>> {
    let t = tables(case);
    let month = Period::month_of(first());
    let (register, _) = Register::new(&t.staff, &t.pool, &t.files);
    let schemes: Vec<_> = (0..case.people.len())
        .map(|who| t.policy.pay.scheme(&format!("s{who}"), month.from))
        .collect();
    let job = Job {
        month,
        policy: &t.policy,
        clock: Clock::wall(chrono_tz::Asia::Shanghai),
        pool: &t.pool,
        files: &t.files,
        register: &register,
        sold: Sold::Sales(&t.sales),
        service: Some(&t.service),
        scores: &t.scores,
        adjustments: Some(&t.adjustments),
        attendance: Some(&t.attendance),
        paid: Some(&t.paid),
        totals: &[],
        schemes: &schemes,
    };
    let worked = commission::work_out(&job).unwrap();
    let of = |who: usize| {
        let slip = worked.slips.iter().find(|s| s.who == who)?;
        Some(oracle::Pay {
            credited: fen(slip.sums.credited),
            excluded: fen(slip.sums.excluded),
            refunds: fen(slip.sums.refunds),
            base_sales: fen(slip.base_sales),
            commission: slip.commission.map(fen),
            clawback: fen(slip.clawback),
            relief: fen(slip.relief),
            carried: fen(slip.carried),
            base_pay: fen(slip.base_pay),
            reward: slip.service_reward.map(fen),
            review_bonus: fen(slip.review_bonus),
            photo_bonus: fen(slip.photo_bonus),
            allowances: fen(slip.allowances),
            adjustments: fen(slip.adjustments),
            attendance: fen(slip.attendance_deduction),
            gross: slip.gross_pay.map(fen),
        })
    };
    (0..case.people.len()).map(of).collect()
}

/// Scores at the department's steps and a hundredth (and half of one) to either
/// side, in thousandths.
fn score() -> impl Strategy<Value = Option<i64>> {
    let step = prop_oneof![Just(70), Just(75), Just(80), Just(85), Just(90)];
    let side = prop_oneof![
        Just(-10),
        Just(-6),
        Just(-5),
        Just(-4),
        Just(0),
        Just(5),
        Just(10)
    ];
    prop_oneof![
        6 => (step, side).prop_map(|(step, side)| Some(step * 1000 + side)),
        3 => (0i64..=100_000).prop_map(Some),
        1 => Just(None),
    ]
}

fn rate() -> impl Strategy<Value = Rate> {
    let department = vec![
        (7000, 1500),
        (7500, 2000),
        (8000, 2500),
        (8500, 3000),
        (9000, 3500),
    ];
    let steps = |most: i64| {
        prop::collection::btree_map(0..most, 0i64..50_000, 1..5)
            .prop_map(|steps| steps.into_iter().collect::<Vec<_>>())
    };
    prop_oneof![
        4 => Just(Rate::Score(department)),
        1 => steps(10_000).prop_map(Rate::Score),
        1 => steps(3_000_000).prop_map(Rate::Sales),
        2 => steps(3_000_000).prop_map(Rate::Marginal),
        2 => (0i64..100_000).prop_map(Rate::Flat),
    ]
}

fn scheme() -> impl Strategy<Value = Scheme> {
    let window = (-40i64..MONTH, 0i64..12).prop_map(|(from, days)| (from, from + days));
    (
        rate(),
        prop::collection::vec(window, 0..3),
        any::<bool>(),
        prop::bool::weighted(0.8),
        prop::option::weighted(0.3, 0i64..200_000),
        prop::collection::vec(0i64..50_000, 0..3),
        (0i64..1000, 0i64..1000),
        prop::collection::btree_map(0i64..10_000, 0i64..50_000, 0..3),
    )
        .prop_map(
            |(
                rate,
                exclude,
                carry,
                claws_back,
                guarantee,
                allowances,
                (review_price, photo_price),
                rewards,
            )| {
                Scheme {
                    rate,
                    exclude,
                    carry,
                    claws_back,
                    guarantee,
                    allowances,
                    review_price,
                    photo_price,
                    rewards: rewards.into_iter().collect(),
                }
            },
        )
}

fn session() -> impl Strategy<Value = Session> {
    // Seconds around the edges: in time, 5 minutes early, 15 late, and beyond.
    let about = |edges: [i64; 4]| {
        (prop::sample::select(edges.to_vec()), -1i64..=1).prop_map(|(edge, by)| edge + by)
    };
    (
        0..MONTH,
        any::<bool>(),
        prop::option::weighted(0.9, about([-1800, -300, 600, 1200])),
        prop::option::weighted(0.9, about([-1200, -300, 0, 600])),
        prop_oneof![8 => Just(None), 1 => Just(Some(true)), 1 => Just(Some(false))],
    )
        .prop_map(|(day, morning, clock_in, clock_out, leave)| {
            let (start, end) = if morning {
                (30_600, 43_200)
            } else {
                (50_400, 64_800)
            };
            Session {
                day,
                start,
                end,
                clock_in: clock_in.map(|t| start + t),
                clock_out: clock_out.map(|t| end + t),
                leave,
            }
        })
}

fn person() -> impl Strategy<Value = Person> {
    let paid = || prop::option::weighted(0.7, 0i64..50_000);
    (
        scheme(),
        0i64..1_000_000,
        prop::option::weighted(0.2, -40i64..40),
        prop::option::weighted(0.2, -40i64..40),
        score(),
        (0i64..40, 0i64..20),
        prop::collection::vec((-5i64..36, -20_000i64..20_000), 0..4),
        (paid(), paid()),
        prop_oneof![3 => Just(0i64), 1 => -30_000i64..0],
        prop::collection::vec(session(), 0..12),
    )
        .prop_map(
            |(
                scheme,
                base,
                joined,
                left,
                score,
                (reviews, photos),
                adjustments,
                paid,
                carried,
                sessions,
            )| {
                // At most two sessions a day, a morning and an afternoon.
                let mut kept: Vec<Session> = Vec::new();
                for session in sessions {
                    let twin = |s: &Session| s.day == session.day && s.start == session.start;
                    if !kept.iter().any(twin) {
                        kept.push(session);
                    }
                }
                Person {
                    scheme,
                    base,
                    joined,
                    left,
                    score,
                    reviews,
                    photos,
                    adjustments,
                    paid: [paid.0, paid.1],
                    carried,
                    sessions: kept,
                }
            },
        )
}

fn case() -> impl Strategy<Value = Case> {
    prop::collection::vec(person(), 1..4).prop_flat_map(|people| {
        let count = people.len();
        let sale = (
            0..count,
            -61i64..62,
            prop_oneof![9 => 0i64..2_000_000, 1 => -100_000i64..0],
            prop_oneof![2 => Just(0i64), 1 => 0i64..500_000],
            prop::option::weighted(0.7, -61i64..62),
        )
            .prop_map(|(who, day, amount, refund, refunded)| Sale {
                who,
                day,
                amount,
                refund,
                refunded,
            });
        (
            Just(people),
            prop::collection::vec(sale, 0..30),
            0i64..10_000,
            prop_oneof![Just(2600i64), Just(2175)],
        )
            .prop_map(|(people, sales, late_fine, day_pay)| Case {
                people,
                sales,
                late_fine,
                day_pay,
            })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

    #[test]
    fn every_months_pay_is_the_oracles(case in case()) {
        prop_assert_eq!(program(&case), oracle::pay(&case));
    }
}

/// The oracle's own arithmetic, by hand: halves go away from zero.
#[test]
fn the_oracle_rounds_as_excel_does() {
    for (a, b, rounded) in [
        (5, 10, 1),
        (-5, 10, -1),
        (4, 10, 0),
        (15, 10, 2),
        (-14, 10, -1),
    ] {
        assert_eq!(oracle::divided(a, b), rounded, "{a}/{b}");
    }
}
