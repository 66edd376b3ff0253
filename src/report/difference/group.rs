//! Cases that changed alike, together: a hundred that newly fail are often two mistakes.

use std::collections::{BTreeMap, BTreeSet};

use super::Changed;
use crate::record::CaseResult;
use crate::report::layout::visible;
use crate::report::words;
use crate::verdict::{Check, Finding, Part};

/// Cases that changed alike.
pub(super) struct Group<'d, 'a> {
    /// What they have in common, in words.
    pub(super) head: String,
    /// What there is to say of it.
    pub(super) lines: Vec<String>,
    /// The cases, in their order; at least one.
    pub(super) cases: Vec<&'d Changed<'a>>,
}

/// A part of a contract that breaks by a rule.
type Mistake<'a> = (&'a str, &'a Part, &'a str);

/// Failing cases by what broke in them. A case in which several mistakes were made is told with the one that most cases have,
/// so that as few as possible are told; what else broke in them stands below.
pub(super) fn by_mistake<'d, 'a>(all: &'d [Changed<'a>]) -> Vec<Group<'d, 'a>> {
    let mut found: BTreeMap<Mistake<'a>, (&'a Check, &'a Finding, BTreeSet<usize>)> =
        BTreeMap::new();
    for (index, changed) in all.iter().enumerate() {
        for (check, finding) in changed.case.findings() {
            let mistake = (
                changed.case.contract.as_str(),
                &check.part,
                finding.rule.as_str(),
            );
            let entry = found.entry(mistake);
            let (.., cases) = entry.or_insert_with(|| (check, finding, BTreeSet::new()));
            cases.insert(index);
        }
    }
    let mut left: BTreeSet<usize> = (0..all.len()).collect();
    let mut groups = Vec::new();
    loop {
        let most = found
            .iter()
            .map(|(at, (.., cases))| (cases.intersection(&left).count(), at));
        // Of several with as many the first: an answer's head before its body.
        let most = most.filter(|(n, _)| *n > 0).rev().max_by_key(|(n, _)| *n);
        let Some(at) = most.map(|(_, at)| *at) else {
            break;
        };
        let Some((check, finding, cases)) = found.get(&at) else {
            break;
        };
        let own: Vec<usize> = cases.intersection(&left).copied().collect();
        left.retain(|index| !own.contains(index));
        let cases: Vec<&Changed<'a>> = own.iter().filter_map(|i| all.get(*i)).collect();
        groups.extend(group(check, finding, cases));
    }
    // What fails without a finding, such as undocumented facts under `--strict`.
    let rest: Vec<&Changed<'a>> = left.iter().filter_map(|i| all.get(*i)).collect();
    groups.extend(by_words(&rest, |c| c.headline.clone()));
    groups
}

fn group<'d, 'a>(
    check: &Check,
    finding: &Finding,
    cases: Vec<&'d Changed<'a>>,
) -> Option<Group<'d, 'a>> {
    let first = cases.first()?;
    let is_other = |c: &&Check, f: &&Finding| c.part != check.part || f.rule != finding.rule;
    let findings = cases.iter().flat_map(|c| c.case.findings());
    let others = findings.filter(|(c, f)| is_other(c, f));
    let others = others.map(|(c, f)| format!("{} ({})", words::part(&c.part), f.rule));
    let mut lines = vec![visible(&finding.message)];
    lines.extend(with("with it", others));
    Some(Group {
        head: words::mistake(first.case, check, finding),
        lines,
        cases,
    })
}

/// Cases of each contract that came out in the same way, in the same words.
pub(super) fn by_words<'d, 'a>(
    all: &[&'d Changed<'a>],
    words: impl Fn(&Changed<'a>) -> String,
) -> Vec<Group<'d, 'a>> {
    let mut groups: BTreeMap<(&str, String), Vec<&'d Changed<'a>>> = BTreeMap::new();
    for changed in all {
        let at = (changed.case.contract.as_str(), words(changed));
        groups.entry(at).or_default().push(changed);
    }
    let groups = groups.into_iter().map(|((contract, told), cases)| Group {
        head: visible(contract),
        lines: Some(told).filter(|t| !t.is_empty()).into_iter().collect(),
        cases,
    });
    let mut groups: Vec<Group<'d, 'a>> = groups.collect();
    groups.sort_by_key(|g| std::cmp::Reverse(g.cases.len()));
    groups
}

/// So many things are named.
const NAMED: usize = 4;

/// Each of them once, the first few by name.
pub(super) fn with(label: &str, all: impl Iterator<Item = String>) -> Option<String> {
    let all: BTreeSet<String> = all.collect();
    let more = match all.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let named: Vec<String> = all.iter().take(NAMED).map(|t| visible(t)).collect();
    (!named.is_empty()).then(|| format!("{label}: {}{more}", named.join(", ")))
}

/// Where a case stands, for lists: its name without the contract, and its line.
pub(super) fn told(case: &CaseResult) -> String {
    let own = case.name.strip_prefix(case.contract.as_str());
    let own = own
        .and_then(|own| own.strip_prefix("::"))
        .unwrap_or(&case.name);
    visible(&format!("{own} ({}:{})", case.file, case.line))
}
