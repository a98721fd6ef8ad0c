//! Masking (O8): phones, addresses, buyers and receivers are hidden in whatever
//! leaves the archive, unless `--unmask` is given.

/// Whether private values are shown. Made once, from `--unmask`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Privacy {
    pub unmask: bool,
}

/// Kinds of private value, each with its own mask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Private {
    /// `13812344477` → `138****4477`; a landline keeps its last four digits.
    Phone,
    /// Keeps the first six characters (province and city) of an address.
    Address,
    /// Keeps the first character: `王**`.
    Person,
}

impl Privacy {
    pub fn show(self, kind: Private, value: &str) -> String {
        if self.unmask {
            return value.to_owned();
        }
        match kind {
            Private::Phone => phone(value),
            Private::Address => keep_first(value, 6),
            Private::Person => keep_first(value, 1),
        }
    }
}

/// Digits of a run of seven or more are hidden but for its ends, so that an
/// extension or a note beside the number stays readable.
fn phone(value: &str) -> String {
    if value.contains("****") {
        return value.to_owned();
    }
    let chars: Vec<char> = value.chars().collect();
    let digit = |c: char| c.is_ascii_digit() || ('\u{ff10}'..='\u{ff19}').contains(&c);
    let total = chars.iter().filter(|c| digit(**c)).count();
    if total < 5 {
        return "*".repeat(chars.len().min(4));
    }
    let mobile = total >= 11 && chars.iter().find(|c| digit(**c)) == Some(&'1');
    let (head, tail) = if mobile { (3, 4) } else { (0, 4) };
    let mut seen = 0;
    chars
        .iter()
        .map(|&c| {
            if !digit(c) {
                return c;
            }
            seen += 1;
            if seen <= head || seen > total - tail {
                c
            } else {
                '*'
            }
        })
        .collect()
}

/// Hides everything after the first `n` characters; a value that short loses
/// its second half, so that nothing is ever shown whole.
fn keep_first(value: &str, n: usize) -> String {
    let count = value.chars().count();
    let keep = n.min(count / 2);
    let mut out: String = value.chars().take(keep).collect();
    if count > 0 {
        out.push_str(&"*".repeat((count - keep).clamp(1, 3)));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks() {
        let p = Privacy::default();
        for (kind, from, to) in [
            (Private::Phone, "13812344477", "138****4477"),
            (Private::Phone, "138****4477", "138****4477"),
            (Private::Phone, "0571-8888123", "****-***8123"),
            (Private::Phone, "119", "***"),
            (
                Private::Address,
                "浙江省杭州市西湖区文三路1号",
                "浙江省杭州市***",
            ),
            (Private::Person, "王小明", "王**"),
            (Private::Person, "王", "*"),
            (Private::Person, "", ""),
        ] {
            assert_eq!(p.show(kind, from), to, "{from}");
        }
        let open = Privacy { unmask: true };
        assert_eq!(open.show(Private::Phone, "13812344477"), "13812344477");
    }
}
