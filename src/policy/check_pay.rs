//! What only whole sections of pay and KPI can tell: holes and overlaps in
//! steps, weights that do not make a hundred, names nobody knows.

use super::error::{Problem, What, nearest};
use super::kpi::{MEASURES, Metric};
use super::pay::{Mode, Scheme, Step, StepsBy};
use super::{Policy, status_key};
use crate::base::Message;
use crate::say;
use std::collections::BTreeMap;

/// Adds what is wrong to `problems`; `lines` has the line of every key.
pub(super) fn check(policy: &Policy, lines: &BTreeMap<String, usize>, problems: &mut Vec<Problem>) {
    let mut found = Found { lines, problems };
    for (i, scheme) in policy.pay.scheme.iter().enumerate() {
        let place = format!("pay.scheme[{i}]");
        found.scheme(&place, scheme);
        let twin = policy.pay.scheme[..i].iter().position(|other| {
            status_key(&other.name) == status_key(&scheme.name) && other.from == scheme.from
        });
        if let Some(first) = twin {
            let from = scheme.from.map_or(String::new(), |m| m.to_string());
            found.say(
                &format!("{place}.name"),
                say!(
                    zh: "「{}」{from} 与 pay.scheme[{first}] 同名同月;同名的方案要从不同的月份 from 开始", 
                    en: "`{}` {from} has the name and month of pay.scheme[{first}]; schemes of one name need different months in `from`",
                    scheme.name
                ),
            );
        }
    }
    for (i, session) in policy.attendance.sessions.iter().enumerate() {
        if session[0] == session[1] {
            found.say(
                &format!("attendance.sessions[{i}]"),
                say!(zh: "开始与结束相同", en: "begins and ends at the same time"),
            );
        }
    }
    found.metrics(&policy.kpi.metric);
}

struct Found<'a> {
    lines: &'a BTreeMap<String, usize>,
    problems: &'a mut Vec<Problem>,
}

impl Found<'_> {
    fn push(&mut self, key: &str, what: What) {
        // A list within a list has its line with its first word.
        let line = [key, &format!("{key}[0]")]
            .iter()
            .find_map(|key| self.lines.get(*key))
            .copied();
        self.problems.push(Problem {
            line,
            key: key.to_owned(),
            what,
        });
    }

    fn say(&mut self, key: &str, words: Message) {
        self.push(key, What::Said(words));
    }

    fn scheme(&mut self, place: &str, scheme: &Scheme) {
        match (scheme.flat.is_some(), scheme.steps.is_empty()) {
            (true, false) => self.say(
                &format!("{place}.flat"),
                say!(
                    zh: "不能同时写 steps;只留一个",
                    en: "cannot stand beside `steps`; keep one of them"
                ),
            ),
            (false, true) => self.say(
                place,
                say!(
                    zh: "缺少提成比例:写 steps = [[\"70\", \"0.15%\"], …] 或 flat = \"2%\";没有提成就写 flat = \"0%\"",
                    en: "lacks its rate: write steps = [[\"70\", \"0.15%\"], …] or flat = \"2%\"; for no commission flat = \"0%\""
                ),
            ),
            _ => {}
        }
        if scheme.mode == Mode::Marginal && scheme.steps_by == StepsBy::Kpi {
            self.say(
                &format!("{place}.mode"),
                say!(
                    zh: "分段 marginal 要按销售额分档:写 steps_by = \"sales\"",
                    en: "marginal steps go by sales: write steps_by = \"sales\""
                ),
            );
        }
        self.steps(&format!("{place}.steps"), &scheme.steps);
        let rewards = &scheme.service_reward;
        for (i, pair) in rewards.windows(2).enumerate() {
            if pair[1].from <= pair[0].from {
                self.not_rising(
                    &format!("{place}.service_reward[{}]", i + 1),
                    &pair[0].from.normalize().to_string(),
                );
            }
        }
        for (i, range) in scheme.ranges.iter().enumerate() {
            if range.most < range.least {
                self.say(
                    &format!("{place}.ranges[{i}]"),
                    say!(zh: "上限小于下限", en: "its end is below its beginning"),
                );
            }
        }
        for (i, window) in scheme.exclude.iter().enumerate() {
            if window.to < window.from {
                self.say(
                    &format!("{place}.exclude[{i}].to"),
                    say!(
                        zh: "{} 早于 from 的 {};请对调",
                        en: "{} is before `from`, {}; swap them",
                        window.to,
                        window.from
                    ),
                );
            }
        }
        if !scheme.guarantee_roles.is_empty() && scheme.guarantee.is_none() {
            self.say(
                &format!("{place}.guarantee_roles"),
                say!(
                    zh: "没有保底金额:写 guarantee = \"1500\"",
                    en: "there is no guarantee for them: write guarantee = \"1500\""
                ),
            );
        }
    }

    fn not_rising(&mut self, key: &str, before: &str) {
        self.say(
            key,
            say!(
                zh: "没有大于前一档的 {before};从小到大写,一档一次",
                en: "is not above the step before it, {before}; write steps rising, each once"
            ),
        );
    }

    fn steps(&mut self, place: &str, steps: &[Step]) {
        for (i, step) in steps.iter().enumerate() {
            let key = format!("{place}[{i}]");
            let from = step.from.normalize();
            if let Some(until) = step.until
                && until <= step.from
            {
                let until = until.normalize();
                self.say(
                    &key,
                    say!(
                        zh: "到 {until} 为止,却从 {from} 开始;终点要大于起点",
                        en: "ends at {until} but begins at {from}; its end must be above its beginning"
                    ),
                );
            }
            let Some(before) = i.checked_sub(1).and_then(|i| steps.get(i)) else {
                continue;
            };
            if step.from <= before.from {
                self.not_rising(&key, &before.from.normalize().to_string());
                continue;
            }
            let Some(until) = before.until else { continue };
            let end = until.normalize();
            if step.from > until {
                self.say(
                    &key,
                    say!(
                        zh: "从 {from} 开始,前一档到 {end} 为止,中间有空档;让它们相接",
                        en: "begins at {from}, the step before it ends at {end}: there is a hole between; let them meet"
                    ),
                );
            } else if step.from < until {
                self.say(
                    &key,
                    say!(
                        zh: "从 {from} 开始,前一档到 {end} 才止,两档重叠;让它们相接",
                        en: "begins at {from}, the step before it ends at {end}: they overlap; let them meet"
                    ),
                );
            }
        }
    }

    fn metrics(&mut self, metrics: &[Metric]) {
        for (i, metric) in metrics.iter().enumerate() {
            let place = format!("kpi.metric[{i}]");
            if let Some(first) = metrics[..i].iter().position(|m| m.id == metric.id) {
                self.push(
                    &format!("{place}.id"),
                    What::Double {
                        word: metric.id.clone(),
                        first: format!("kpi.metric[{first}].id"),
                    },
                );
            }
            match (&metric.value, &metric.ratio) {
                (Some(_), Some(_)) => self.say(
                    &format!("{place}.ratio"),
                    say!(zh: "不能同时写 value;只留一个", en: "cannot stand beside `value`; keep one of them"),
                ),
                (None, None) => self.say(
                    &place,
                    say!(
                        zh: "缺少 value = \"…\" 或 ratio = [\"…\", \"…\"]",
                        en: "lacks value = \"…\" or ratio = [\"…\", \"…\"]"
                    ),
                ),
                _ => {}
            }
            for (j, name) in metric.measures().into_iter().enumerate() {
                if MEASURES.iter().any(|(known, _)| *known == name) {
                    continue;
                }
                let key = match metric.value {
                    Some(_) => format!("{place}.value"),
                    None => format!("{place}.ratio[{j}]"),
                };
                self.push(
                    &key,
                    What::UnknownMeasure {
                        name: name.to_owned(),
                        nearest: nearest(name, MEASURES.iter().map(|(known, _)| *known)),
                    },
                );
            }
            for (j, pair) in metric.curve.windows(2).enumerate() {
                if pair[1].at.value <= pair[0].at.value {
                    self.not_rising(
                        &format!("{place}.curve[{}]", j + 1),
                        &pair[0].at.to_string(),
                    );
                }
            }
            if metric.curve.is_empty() {
                self.say(
                    &format!("{place}.curve"),
                    say!(zh: "一个点也没有", en: "has no point"),
                );
            }
        }
        let sum: u64 = metrics.iter().map(|m| u64::from(m.weight)).sum();
        if !metrics.is_empty() && sum != 100 {
            let weights: Vec<String> = metrics.iter().map(|m| m.weight.to_string()).collect();
            let weights = weights.join(" + ");
            self.say(
                "kpi.metric[0].weight",
                say!(
                    zh: "各指标的权重合计要是 100,现为 {weights} = {sum}",
                    en: "the weights of all metrics must add up to 100, they are {weights} = {sum}"
                ),
            );
        }
    }
}
