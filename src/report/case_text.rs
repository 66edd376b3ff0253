//! One case that did not pass, for a terminal: the requests it made, what broke in their answers, what the document
//! says, what to do.
//!
//! Findings stand below the exchange they are about. Those of the same rule at the same kind of place are shown once
//! with a count; of different ones the first few are shown in full and the rest in a line each.

mod differs;

use super::alike::{Alike, alike};
use super::blame::blame;
use super::excerpt::{self, ExcerptLine};
use super::hints::{cause_hint, finding_hint};
use super::layout::{duration, labelled, shorten, visible};
use super::{Ink, Style, words};
use crate::contract::Contract;
use crate::http::curl;
use crate::record::CaseResult;
use crate::text::counted;
use crate::verdict::{Check, Finding, Outcome, Part, Verdict};

/// So many different findings are shown in full.
const IN_FULL: usize = 5;
/// So many more are named in a line each.
const IN_BRIEF: usize = 5;
/// The column of labels.
const LABEL: usize = 9;

/// The text of a case, ending in a line break. Without its contract (a record of one that is gone) the clauses are
/// missing; without its exchanges the requests and excerpts are.
pub fn case(style: Style, case: &CaseResult, contract: Option<&Contract>) -> String {
    let mut page = Page {
        style,
        case,
        contract,
        out: Vec::new(),
        shown: Vec::new(),
    };
    page.title();
    for waiver in &case.waived {
        page.text(2, "waived", &words::waived(waiver));
    }
    match &case.verdict {
        Verdict::Passed => {}
        Verdict::Failed => page.findings(),
        Verdict::Inconclusive(why) => {
            page.text(2, "because", &words::cause(why));
            page.text(2, "hint", cause_hint(why));
            page.last_exchange();
            page.findings();
        }
        Verdict::Skipped(reason) => page.text(2, "because", &visible(reason)),
    }
    page.rest();
    page.notes();
    let mut text = page.out.join("\n");
    text.push('\n');
    text
}

struct Page<'a> {
    style: Style,
    case: &'a CaseResult,
    contract: Option<&'a Contract>,
    out: Vec<String>,
    /// The excerpt shown last, so that the same one is not shown twice in a row.
    shown: Vec<ExcerptLine>,
}

impl<'a> Page<'a> {
    fn title(&mut self) {
        let ink = match self.case.verdict {
            Verdict::Passed => Ink::Good,
            Verdict::Failed if self.case.is_waived() => Ink::Doubt,
            Verdict::Failed => Ink::Bad,
            Verdict::Inconclusive(_) | Verdict::Skipped(_) => Ink::Doubt,
        };
        let word = self.case.word().to_uppercase();
        let name = self.style.paint(Ink::Strong, visible(&self.case.name));
        self.out
            .push(format!("{} {name}", self.style.paint(ink, word)));
        let mut source = format!("  {}:{}", visible(&self.case.file), self.case.line);
        if self.case.requests > 0 {
            let requests = counted(self.case.requests, "request");
            let took = duration(self.case.took_us);
            source = format!("{source}, {requests}, {took}");
        }
        self.out.push(self.style.paint(Ink::Faint, source));
    }

    fn text(&mut self, indent: usize, label: &str, text: &str) {
        self.out
            .extend(labelled(self.style, indent, label, LABEL, text));
    }

    fn findings(&mut self) {
        let groups = alike(self.case);
        let mut shown_exchange = None;
        for (number, group) in groups.iter().enumerate().take(IN_FULL) {
            let at = group.first.place.exchange;
            if shown_exchange != Some(at) {
                shown_exchange = Some(at);
                let about_body = groups
                    .iter()
                    .any(|g| g.first.place.exchange == at && g.first.place.pointer.is_some());
                self.exchange(at, !about_body);
            }
            self.finding(number + 1, group);
        }
        let rest = groups.get(IN_FULL..).unwrap_or_default();
        if rest.is_empty() {
            return;
        }
        self.out.push(String::new());
        let kinds = u64::try_from(rest.len()).unwrap_or(u64::MAX);
        self.out
            .push(format!("  and {}:", counted(kinds, "other finding")));
        for group in rest.iter().take(IN_BRIEF) {
            let answer = group.first.place.exchange + 1;
            let line = words::finding(group.first, self.style.width() - 20);
            self.out.push(format!("    answer {answer}, {line}"));
        }
        if rest.len() > IN_BRIEF {
            self.out
                .push(format!("    … {} more", rest.len() - IN_BRIEF));
        }
    }

    /// The request and the head of its answer; where asked for, the beginning of its body.
    fn exchange(&mut self, at: usize, with_body: bool) {
        self.out.push(String::new());
        self.shown.clear();
        let all = &self.case.transcript.entries;
        let Some(entry) = all.get(at) else {
            self.out
                .push(format!("  request {} (not recorded)", at + 1));
            return;
        };
        let title = format!(
            "request {} of {}{}",
            at + 1,
            all.len(),
            words::purpose(entry)
        );
        self.out
            .push(format!("  {}", self.style.paint(Ink::Strong, title)));
        self.out
            .push(format!("    $ {}", visible(&curl(&entry.exchange.request))));
        let took = duration(entry.exchange.took_us);
        match &entry.exchange.outcome {
            Ok(response) => {
                let head = words::head(response);
                self.out.push(format!("    < {head}, after {took}"));
                for field in words::telling(response) {
                    self.out
                        .push(format!("    < {}", shorten(&field, self.style.width() - 6)));
                }
                if with_body {
                    let lines = excerpt::read(response).beginning(self.style.width() - 8);
                    self.excerpt(6, &lines);
                }
            }
            Err(failure) => {
                let why = visible(&failure.message);
                self.out
                    .push(format!("    < no answer after {took}: {why}"));
            }
        }
    }

    /// Of a case that proves nothing: the exchange that ended it.
    fn last_exchange(&mut self) {
        let broken = self.case.findings().next().is_some();
        if let (false, Some(last)) = (broken, self.case.transcript.entries.len().checked_sub(1)) {
            self.exchange(last, true);
        }
    }

    fn finding(&mut self, number: usize, group: &Alike<'a>) {
        let finding = group.first;
        self.out.push(String::new());
        let number = format!("{number})");
        let message = visible(&finding.message);
        let lines = labelled(self.style, 4, &number, number.len(), &message);
        let lines = lines.into_iter().map(|l| self.style.paint(Ink::Bad, l));
        self.out.extend(lines);
        self.text(7, "at", &words::place(finding));
        if !self.difference(finding) {
            self.compare(finding);
            self.surroundings(finding);
        }
        self.grounds(group.check, finding);
        if let Some(hint) = finding_hint(&group.check.part, finding) {
            self.text(7, "hint", hint);
        }
        self.more(group);
    }

    /// The clauses that say so, with their evidence; where none does, what else was held against the answer.
    fn grounds(&mut self, check: &Check, finding: &Finding) {
        let part = format!(
            "{} ({}, {})",
            words::part(&check.part),
            check.part,
            finding.rule
        );
        self.text(7, "checked", &visible(&part));
        if let Some(schema) = &finding.place.schema {
            self.text(7, "schema", &visible(schema));
        }
        let Some(contract) = self.contract else {
            return;
        };
        let blame = blame(contract, &self.case.checks, check, finding);
        if let Some(cause) = blame.cause {
            let ids: Vec<&str> = blame.clauses.iter().map(|c| c.id.as_str()).collect();
            let against = if ids.is_empty() {
                String::new()
            } else {
                format!(": {}", ids.join(", "))
            };
            let cause = format!(
                "from {} ({}){against}",
                words::part(&cause.part),
                cause.part
            );
            self.text(7, "follows", &visible(&cause));
            return;
        }
        let clauses = blame.clauses;
        let more = clauses.get(3..).unwrap_or_default();
        let more: Vec<&str> = more.iter().map(|c| c.id.as_str()).collect();
        if clauses.is_empty() {
            let ground = match check.part {
                Part::Case(_) | Part::CaseStatus(_) => {
                    Some("none: the case itself expects this, not the contract; its file says why")
                }
                Part::Framing => Some("none: HTTP itself says so (RFC 9110, RFC 9112)"),
                _ => Some("none is bound to this part: the contract alone says so"),
            };
            if let Some(ground) = ground {
                self.text(7, "clause", ground);
            }
        }
        for clause in clauses.into_iter().take(3) {
            self.text(7, "clause", &format!("{}: {}", clause.id, clause.says));
            self.text(7, "", &words::ground(contract, clause));
        }
        if !more.is_empty() {
            self.text(7, "also", &more.join(", "));
        }
    }

    fn more(&mut self, group: &Alike<'a>) {
        let others = u64::try_from(group.others.len()).unwrap_or(u64::MAX);
        if others == 0 {
            return;
        }
        let here = group.first.place.exchange;
        let place = |f: &&Finding| {
            let place = f.place.pointer.as_deref().map_or(words::place(f), visible);
            match f.place.exchange {
                at if at == here => place,
                at => format!("{place} of answer {}", at + 1),
            }
        };
        let places: Vec<String> = group.others.iter().take(3).map(place).collect();
        let dots = if others > 3 { ", …" } else { "" };
        let text = format!("{others} more like this: {}{dots}", places.join(", "));
        self.text(7, "and", &text);
    }

    /// What the other checks of the case say: how many held, and what was not shown.
    fn rest(&mut self) {
        let mut entries = self.case.transcript.entries.iter();
        let answered = entries.any(|e| e.exchange.response().is_some());
        if !answered && matches!(self.case.verdict, Verdict::Inconclusive(_)) {
            return;
        }
        let held = self.case.checks.iter();
        let held = held
            .filter(|c| matches!(c.outcome, Outcome::Held(_)))
            .count();
        let mut reasons: Vec<(&str, Vec<String>)> = Vec::new();
        for check in &self.case.checks {
            if let Outcome::Vacuous(why) = &check.outcome {
                let part = words::part(&check.part);
                match reasons.iter_mut().find(|(known, _)| known == why) {
                    Some((_, parts)) => parts.push(part),
                    None => reasons.push((why, vec![part])),
                }
            }
        }
        if matches!(self.case.verdict, Verdict::Failed) && held > 0 {
            let held = counted(held, "other check");
            self.out.push(String::new());
            self.out.push(format!("  {held} held"));
        }
        if reasons.is_empty() {
            return;
        }
        self.out.push(String::new());
        self.out.push("  not shown by this case:".to_owned());
        for (why, parts) in reasons.iter().take(IN_BRIEF) {
            let named = parts.iter().take(6).map(|p| visible(p)).collect::<Vec<_>>();
            let dots = match parts.len().saturating_sub(6) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let text = format!("{}{dots}: {}", named.join("; "), visible(why));
            self.out.extend(labelled(self.style, 4, "-", 1, &text));
        }
        if reasons.len() > IN_BRIEF {
            self.out
                .push(format!("    … {} more", reasons.len() - IN_BRIEF));
        }
    }

    fn notes(&mut self) {
        if self.case.notes.is_empty() {
            return;
        }
        self.out.push(String::new());
        self.out
            .push("  undocumented (fails under --strict):".to_owned());
        for note in self.case.notes.iter().take(2 * IN_BRIEF) {
            self.out
                .extend(labelled(self.style, 4, "-", 1, &visible(&note.says)));
        }
        if self.case.notes.len() > 2 * IN_BRIEF {
            let more = self.case.notes.len() - 2 * IN_BRIEF;
            self.out.push(format!("    … {more} more"));
        }
    }
}
