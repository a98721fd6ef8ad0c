//! Which line of an order today is which line of yesterday: by line number;
//! where there is none, by item and spec; what is left over, old against new,
//! most equal fields first, then file order, so that a changed item shows as a
//! change and not as one line gone and another come.

use super::rows::field;

/// What a line is of.
const GOODS: &[&str] = &["sku", "title", "spec", "qty", "unit_price", "amount"];

/// Comparisons of left-over lines in one order before file order decides.
const SCORED: usize = 250_000;

/// Pairs of indices: (old, new); a side is `None` for a line without partner.
pub fn pair(old: &[Vec<&str>], new: &[Vec<&str>]) -> Vec<(Option<usize>, Option<usize>)> {
    if let ([_], [_]) = (old, new) {
        return vec![(Some(0), Some(0))];
    }
    let mut left_old: Vec<usize> = (0..old.len()).collect();
    let mut left_new: Vec<usize> = (0..new.len()).collect();
    let mut pairs = Vec::new();
    let line_no = field("line_no");
    let (sku, spec) = (field("sku"), field("spec"));
    let by_line = |v: &[&str]| (!v[line_no].is_empty()).then(|| vec![v[line_no].to_owned()]);
    let by_item =
        |v: &[&str]| (!v[sku].is_empty()).then(|| vec![v[sku].to_owned(), v[spec].to_owned()]);
    take(old, new, &mut left_old, &mut left_new, &mut pairs, by_line);
    // Among lines of the same item, those that are equal belong together.
    let whole = |v: &[&str]| Some(v.iter().map(|x| (*x).to_owned()).collect());
    let goods = |v: &[&str]| {
        let named = |name: &&str| v[field(name)].to_owned();
        Some(GOODS.iter().map(named).collect())
    };
    take(old, new, &mut left_old, &mut left_new, &mut pairs, whole);
    if left_old.len() > 1 && left_new.len() > 1 {
        take(old, new, &mut left_old, &mut left_new, &mut pairs, goods);
    }
    take(old, new, &mut left_old, &mut left_new, &mut pairs, by_item);
    // Lines that have numbers on both sides and found no partner are others.
    let numbered = |v: &[&str]| !v[line_no].is_empty();
    let mut scored: Vec<(usize, usize, usize)> = Vec::new();
    // Thousands of lines under one number are no order; file order will do.
    if left_old.len().saturating_mul(left_new.len()) > SCORED {
        let both = left_old.len().min(left_new.len());
        let (o, n) = (left_old.drain(..both), left_new.drain(..both));
        pairs.extend(o.zip(n).map(|(o, n)| (Some(o), Some(n))));
    }
    for &o in &left_old {
        for &n in &left_new {
            if numbered(&old[o]) && numbered(&new[n]) {
                continue;
            }
            let equal = old[o].iter().zip(&new[n]).filter(|(a, b)| a == b).count();
            scored.push((equal, o, n));
        }
    }
    scored.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    for (_, o, n) in scored {
        if left_old.contains(&o) && left_new.contains(&n) {
            left_old.retain(|x| *x != o);
            left_new.retain(|x| *x != n);
            pairs.push((Some(o), Some(n)));
        }
    }
    pairs.extend(left_old.into_iter().map(|o| (Some(o), None)));
    pairs.extend(left_new.into_iter().map(|n| (None, Some(n))));
    pairs.sort_by_key(|(o, n)| (n.unwrap_or(usize::MAX), o.unwrap_or(usize::MAX)));
    pairs
}

/// Pairs what has the same key on both sides, in file order.
fn take(
    old: &[Vec<&str>],
    new: &[Vec<&str>],
    left_old: &mut Vec<usize>,
    left_new: &mut Vec<usize>,
    pairs: &mut Vec<(Option<usize>, Option<usize>)>,
    key: impl Fn(&[&str]) -> Option<Vec<String>>,
) {
    let mut by_key: std::collections::HashMap<Vec<String>, std::collections::VecDeque<usize>> =
        std::collections::HashMap::new();
    for &o in left_old.iter() {
        if let Some(k) = key(&old[o]) {
            by_key.entry(k).or_default().push_back(o);
        }
    }
    let mut taken = std::collections::HashSet::new();
    left_new.retain(|&n| {
        let partner = key(&new[n]).and_then(|k| by_key.get_mut(&k)?.pop_front());
        match partner {
            Some(o) => {
                taken.insert(o);
                pairs.push((Some(o), Some(n)));
                false
            }
            None => true,
        }
    });
    left_old.retain(|o| !taken.contains(o));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backup::rows::WIDTH;

    fn line(set: &[(&str, &'static str)]) -> Vec<&'static str> {
        let mut v = vec![""; WIDTH];
        for (name, value) in set {
            v[field(name)] = value;
        }
        v
    }

    #[test]
    fn a_changed_item_is_a_change() {
        let old = [
            line(&[("sku", "A"), ("qty", "1")]),
            line(&[("sku", "B"), ("qty", "2")]),
        ];
        let new = [
            line(&[("sku", "B"), ("qty", "2")]),
            line(&[("sku", "C"), ("qty", "1")]),
        ];
        assert_eq!(pair(&old, &new), [(Some(1), Some(0)), (Some(0), Some(1))]);
    }

    #[test]
    fn line_numbers_decide_before_items() {
        let old = [
            line(&[("line_no", "1"), ("sku", "A")]),
            line(&[("line_no", "2"), ("sku", "B")]),
        ];
        let new = [
            line(&[("line_no", "2"), ("sku", "A")]),
            line(&[("line_no", "3"), ("sku", "B")]),
        ];
        assert_eq!(
            pair(&old, &new),
            [(Some(1), Some(0)), (None, Some(1)), (Some(0), None)]
        );
    }

    #[test]
    fn same_items_pair_in_file_order() {
        let old = [
            line(&[("sku", "A"), ("qty", "1")]),
            line(&[("sku", "A"), ("qty", "2")]),
        ];
        assert_eq!(pair(&old, &old), [(Some(0), Some(0)), (Some(1), Some(1))]);
    }
}
