//! What the headers and ends of several records come to.

use super::{RunStarted, Shard};

/// Adds what a second record's header knows, and says where the two cannot be one run.
pub(super) fn merge(first: &mut RunStarted, second: RunStarted) -> Vec<String> {
    let mut told = Vec::new();
    let mut same = |what: &str, a: String, b: String| {
        if a != b {
            told.push(format!(
                "records of different runs: {what} is `{b}`, and `{a}` in the first record"
            ));
        }
    };
    let version = |header: &RunStarted| header.docproof.clone();
    same("docproof's version", version(first), version(&second));
    same("the target", first.target.clone(), second.target.clone());
    same(
        "strict",
        first.strict.to_string(),
        second.strict.to_string(),
    );
    for url in second.base_urls {
        match first.base_urls.iter().find(|u| u.contract == url.contract) {
            Some(known) => same(
                &format!("the base URL of `{}`", url.contract),
                known.url.clone(),
                url.url,
            ),
            None => first.base_urls.push(url),
        }
    }
    for contract in second.contracts {
        match first.contracts.iter().find(|c| c.id == contract.id) {
            Some(known) if *known == contract => {}
            Some(_) => told.push(format!(
                "records of different runs: the contract `{}` has another version or document than in the first record",
                contract.id
            )),
            None => first.contracts.push(contract),
        }
    }
    for filter in second.filters {
        if !first.filters.contains(&filter) {
            first.filters.push(filter);
        }
    }
    // What holds of a part is to be said of the whole.
    first.insecure |= second.insecure;
    first.bodies_masked |= second.bodies_masked;
    if second.time < first.time {
        first.time = second.time;
    }
    told
}

/// Where a run that goes on and its record cannot be one run, in words; nothing where they can.
pub fn differences(record: &RunStarted, resumed: &RunStarted) -> Vec<String> {
    let told = merge(&mut record.clone(), resumed.clone()).into_iter();
    let words = |told: String| {
        let told = told.trim_start_matches("records of different runs: ");
        told.replace("in the first record", "in the record")
    };
    let mut told: Vec<String> = told.map(words).collect();
    if record.shard != resumed.shard {
        let words = |shard: Option<Shard>| match shard {
            Some(Shard { number, of, cases }) => {
                format!("shard {number} of {of}, of {cases} cases in all")
            }
            None => "every case".to_owned(),
        };
        let (then, now) = (words(record.shard), words(resumed.shard));
        told.push(format!("what it runs is {now}, and {then} in the record"));
    }
    told
}

/// A header of several records, which does not tell the order that they were read in.
pub(super) fn in_order(mut header: RunStarted) -> RunStarted {
    header.base_urls.sort_by(|a, b| a.contract.cmp(&b.contract));
    header.contracts.sort_by(|a, b| a.id.cmp(&b.id));
    header.filters.sort_unstable();
    header.shard = None;
    header
}

/// The worse of two exit codes: bad usage, then failed, then inconclusive, then all held.
pub(super) fn worse(a: u8, b: u8) -> u8 {
    let rank = |exit: u8| match exit {
        0 => 0,
        3 => 1,
        1 => 2,
        _ => 3,
    };
    if rank(b) > rank(a) { b } else { a }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(insecure: bool, bodies_masked: bool) -> RunStarted {
        RunStarted {
            format: 1,
            docproof: "1.0.0".to_owned(),
            time: "2026-11-20T10:00:00Z".to_owned(),
            target: "staging".to_owned(),
            base_urls: Vec::new(),
            contracts: Vec::new(),
            strict: false,
            filters: Vec::new(),
            insecure,
            bodies_masked,
            shard: None,
        }
    }

    #[test]
    fn what_weakens_a_part_weakens_the_whole() {
        for (a, b) in [(false, false), (false, true), (true, false), (true, true)] {
            let mut first = header(a, b);
            assert_eq!(merge(&mut first, header(b, a)), [""; 0]);
            assert_eq!((first.insecure, first.bodies_masked), (a || b, a || b));
        }
    }
}
