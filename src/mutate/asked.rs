//! Whether the cases ask for what a mutant gets wrong: what nobody asks for, nobody sees, and that shows nothing.

use std::collections::BTreeSet;

use super::{Mutant, Stated};
use crate::contract::{Contract, PageSize, Paging, VarSource};
use crate::http::Request;
use crate::mock::{Lie, PagingLie};
use crate::plan::Planned;
use crate::record::CaseResult;
use crate::verdict::{Outcome, Part};

/// A case, and what it finds on the sound mock.
pub(super) type Asked<'a> = (&'a Planned, &'a CaseResult);

/// What the cases would have to do so that a mutant could show, where none does it.
pub(super) fn lacking(mutant: &Mutant, contract: &Contract, cases: &[Asked<'_>]) -> Option<String> {
    let of = Of { contract, cases };
    let (asked, what) = of.needed(&mutant.lie, mutant);
    (!asked).then(|| format!("no case asks for it; one is missing that {what}"))
}

struct Of<'a> {
    contract: &'a Contract,
    cases: &'a [Asked<'a>],
}

impl Of<'_> {
    /// Whether a case does what shows a mutant, and what that is.
    fn needed(&self, lie: &Lie, mutant: &Mutant) -> (bool, String) {
        match lie {
            Lie::Beside { lie: within, .. } => {
                // One case has to do both: what is asked here and there shows nothing together.
                let both = |case: &Asked<'_>| {
                    let alone = Of {
                        contract: self.contract,
                        cases: std::slice::from_ref(case),
                    };
                    let told = |r: &Request| lie.is_told_to(self.contract, r);
                    alone.needed(within, mutant).0 && alone.requests().any(told)
                };
                let (_, what) = self.needed(within, mutant);
                (
                    self.cases.iter().any(both),
                    format!("{what}, in the same request as what the mutant's name ends with"),
                )
            }
            Lie::Access { scheme, state, .. } => {
                let part = Part::Access(scheme.clone(), *state);
                let what = format!("sends the credential `{scheme}` {}", state.word());
                (self.holds(&part), what)
            }
            Lie::Lookup {
                parameter, state, ..
            } => {
                let part = Part::Lookup(parameter.clone(), state.clone());
                let what = format!(
                    "names an identifier for `{parameter}` that is `{}`",
                    state.word()
                );
                (self.holds(&part), what)
            }
            Lie::OtherGroup => (self.answered(200), "is served".to_owned()),
            Lie::EmptyGroup(_) => self.empty(),
            Lie::Parameter {
                name, sent: true, ..
            } => (self.sends(name, None), format!("sends `{name}`")),
            Lie::Parameter {
                name, sent: false, ..
            }
            | Lie::Default {
                parameter: name, ..
            } => {
                let omits = Stated::ByOmitting(name.clone());
                let asked = self.cases.iter().any(|(p, _)| omits.includes(&p.case));
                (asked, format!("leaves `{name}` out"))
            }
            Lie::Effect {
                parameter, value, ..
            } => {
                let value = value.as_deref();
                let what = match value {
                    Some(value) => format!("sends `{parameter}` with `{value}`"),
                    None => format!("sends `{parameter}`"),
                };
                (self.sends(parameter, value), what)
            }
            Lie::Status { from: status, .. }
            | Lie::Body(status, _)
            | Lie::Header { status, .. } => {
                (self.answered(*status), format!("is answered with {status}"))
            }
            Lie::OddText { parameter, .. } => {
                let what = format!("sends `{parameter}` with a text that has to be escaped");
                (self.sends(parameter, None), what)
            }
            Lie::Value { part, .. } => {
                let asked = self.holds(&Part::Schema(part.clone(), None));
                (asked, format!("has an answer with schema:{part}"))
            }
            Lie::Schema { .. } | Lie::Member { .. } | Lie::Fact { .. } => {
                let places: BTreeSet<Part> =
                    mutant.violates.parts.iter().map(Part::whole).collect();
                let asked = places.iter().any(|p| self.holds(p));
                let parts: Vec<String> = places.iter().map(Part::to_string).collect();
                (asked, format!("has an answer with {}", parts.join(" or ")))
            }
            Lie::Paging(lie) => self.pages(*lie, mutant),
            Lie::Throttle(_) => {
                let asked = self
                    .cases
                    .iter()
                    .any(|(p, _)| p.case.steps.iter().any(|s| s.provokes.is_some()));
                (
                    asked,
                    "provokes throttling (`provokes: throttle`)".to_owned(),
                )
            }
            Lie::Wire(_) => (!self.cases.is_empty(), "is answered at all".to_owned()),
        }
    }

    fn pages(&self, lie: PagingLie, mutant: &Mutant) -> (bool, String) {
        let size = self.size();
        let parameter = size.and_then(|s| s.parameter.as_deref());
        match lie {
            PagingLie::SizeCapped(cap) => {
                let name = parameter.unwrap_or_default();
                let over = |r: &Request| {
                    let sent = r.parameter(name).and_then(|v| v.parse::<usize>().ok());
                    sent.is_some_and(|sent| sent > cap)
                };
                let what = format!("sends `{name}` above {cap}");
                (self.requests().any(over), what)
            }
            PagingLie::Size(_) => {
                let name = parameter.unwrap_or_default();
                (self.sends(name, None), format!("sends `{name}`"))
            }
            PagingLie::MaximumIgnored => {
                let (name, maximum) = (parameter.unwrap_or_default(), size.and_then(|s| s.maximum));
                let over = |r: &Request| {
                    let sent = r.parameter(name).and_then(|v| v.parse().ok());
                    sent > maximum
                };
                let what = format!("sends `{name}` above {}", maximum.unwrap_or_default());
                (self.requests().any(over), what)
            }
            PagingLie::DefaultSize(_) => {
                let name = parameter.unwrap_or_default();
                let asked = self.requests().any(|r| r.parameter(name).is_none());
                (asked, format!("leaves `{name}` out"))
            }
            _ => {
                let asked = mutant.violates.parts.iter().any(|p| self.holds(p))
                    && self
                        .cases
                        .iter()
                        .any(|(_, r)| r.transcript.entries.len() > 1);
                let parts: Vec<String> =
                    mutant.violates.parts.iter().map(Part::to_string).collect();
                (
                    asked,
                    format!("walks pages so that {} is looked at", parts.join(" or ")),
                )
            }
        }
    }

    fn size(&self) -> Option<&PageSize> {
        match self.contract.paging.as_ref()? {
            Paging::Number(form) => form.size.as_ref(),
            Paging::Cursor(form) => form.size.as_ref(),
        }
    }

    /// Whether a case names a group without members.
    fn empty(&self) -> (bool, String) {
        let of_empty = |source: &VarSource| matches!(source, VarSource::Pointer(at) if at.starts_with("/groups/empty/"));
        let vars = self.contract.vars.iter();
        let empty: Vec<&str> = vars
            .filter(|v| v.mock.as_ref().is_some_and(of_empty))
            .map(|v| v.name.as_str())
            .collect();
        let Some(first) = empty.first() else {
            let what = "names a group without members, by a variable with `mock: /groups/empty/…`";
            return (false, what.to_owned());
        };
        let uses = |(p, _): &Asked<'_>| {
            let mut used = p.case.steps.iter().flat_map(|s| &s.uses);
            used.any(|(name, _)| empty.contains(&name.as_str()))
        };
        let what = format!("names the group without members, `{{{{{first}}}}}`");
        (self.cases.iter().any(uses), what)
    }

    /// Whether a check of a part, or of one within it, was shown by something.
    fn holds(&self, part: &Part) -> bool {
        let mut checks = self.cases.iter().flat_map(|(_, r)| &r.checks);
        checks.any(|c| part.covers(&c.part) && matches!(c.outcome, Outcome::Held(_)))
    }

    fn requests(&self) -> impl Iterator<Item = &Request> {
        let entries = self.cases.iter().flat_map(|(_, r)| &r.transcript.entries);
        entries.map(|e| &e.exchange.request)
    }

    fn sends(&self, name: &str, value: Option<&str>) -> bool {
        let has = |r: &Request| {
            let sent = r.parameter(name);
            sent.is_some_and(|sent| value.is_none_or(|v| sent.contains(v)))
        };
        self.requests().any(has)
    }

    fn answered(&self, status: u16) -> bool {
        let mut entries = self.cases.iter().flat_map(|(_, r)| &r.transcript.entries);
        entries.any(|e| e.exchange.response().is_some_and(|r| r.status == status))
    }
}
