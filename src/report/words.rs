//! Findings in words: the one place where typed values become text.

use serde_json::Value;

use super::layout::{shorten, visible};
use crate::contract::{At, Clause, Contract, Evidence};
use crate::http::{Entry, Leg, Response};
use crate::record::CaseResult;
use crate::verdict::{
    Actual, Cause, Check, Expected, Finding, LookupState, Outcome, Part, Stale, Staleness, Verdict,
    Waived,
};

/// A value as one line of JSON of at most `width` characters.
pub fn value(value: &Value, width: usize) -> String {
    shorten(&visible(&value.to_string()), width)
}

/// What was expected, in one line of at most `width` characters.
pub fn expected(expected: &Expected, width: usize) -> String {
    match expected {
        Expected::Value(v) => value(v, width),
        Expected::OneOf(values) => {
            let values: Vec<String> = values.iter().map(|v| visible(&v.to_string())).collect();
            match values.as_slice() {
                [] => "nothing that is documented".to_owned(),
                [one] => shorten(one, width),
                [all @ .., last] => shorten(&format!("{} or {last}", all.join(", ")), width),
            }
        }
        Expected::Words(words) => visible(words),
        Expected::Absent => "nothing there".to_owned(),
    }
}

/// What was found instead, in one line of at most `width` characters.
pub fn actual(actual: &Actual, width: usize) -> String {
    match actual {
        Actual::Value(v) => value(v, width),
        Actual::Words(words) => visible(words),
        Actual::Absent => "nothing".to_owned(),
    }
}

/// Where in an answer a finding is: a pointer into the body, a header, or the answer as a whole.
pub fn place(finding: &Finding) -> String {
    match (&finding.place.header, finding.place.pointer.as_deref()) {
        (Some(header), _) => format!("header {}", visible(header)),
        (None, Some("")) => "the body".to_owned(),
        (None, Some(pointer)) => format!("body {}", visible(pointer)),
        (None, None) => "the answer".to_owned(),
    }
}

/// The same with the answer's number among those of its case, from one.
pub fn place_of_answer(finding: &Finding) -> String {
    let number = finding.place.exchange.saturating_add(1);
    match (&finding.place.header, &finding.place.pointer) {
        (None, None) => format!("answer {number}"),
        _ => format!("{} of answer {number}", place(finding)),
    }
}

/// A finding in one line, for lists.
pub fn finding(finding: &Finding, width: usize) -> String {
    let line = format!(
        "{}: {}; expected {}, found {}",
        place(finding),
        visible(finding.message.trim_end_matches('.')),
        expected(&finding.expected, 60),
        actual(&finding.actual, 60)
    );
    shorten(&line, width)
}

/// A text to go on with inside a sentence: its first letter small.
pub fn within_sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_lowercase().to_string());
    format!("{}{}", first.unwrap_or_default(), chars.as_str())
}

/// What a check looked at.
pub fn part(part: &Part) -> String {
    match part {
        Part::Status(status) => format!("status {status}"),
        Part::ContentType(status) => format!("the content type of a {status}"),
        Part::Body(status) => format!("the body of a {status}"),
        Part::Schema(path, None) => format!("schema {path}"),
        Part::Schema(path, Some(keyword)) => format!("{keyword} of schema {path}"),
        Part::Header(status, name) => format!("header {name} of a {status}"),
        Part::Fact(name) => format!("fact {name}"),
        Part::Effect(parameter, None) => format!("the effect of {parameter}"),
        Part::Effect(parameter, Some(value)) => format!("the effect of {parameter}={value}"),
        Part::Access(scheme, state) => format!("the answer to {scheme} {}", state.word()),
        Part::Lookup(parameter, LookupState::Kind(kind)) => format!("{parameter} by {kind}"),
        Part::Lookup(parameter, state) => format!("the answer to {parameter} {}", state.word()),
        Part::Paging(aspect) => format!("paging, {}", aspect.word()),
        Part::Throttle(aspect) => format!("throttling, {}", aspect.word()),
        Part::Framing => "message framing".to_owned(),
        Part::Case(_) => "what the case expects".to_owned(),
        Part::CaseStatus(_) => "the status that the case expects".to_owned(),
    }
}

/// What came of a check, in a few words.
pub fn outcome(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Held(1) => "held, one witness".to_owned(),
        Outcome::Held(witnesses) => format!("held, {witnesses} witnesses"),
        Outcome::Broken(finding) => format!("broken: {}", visible(&finding.message)),
        Outcome::Vacuous(why) => format!("vacuous: {}", visible(why)),
    }
}

/// Why a transcript proves nothing.
pub fn cause(cause: &Cause) -> String {
    match cause {
        Cause::Transport(why) => format!("no answer: {}", visible(why)),
        Cause::Unavailable(status) => format!("every attempt was answered with {status}"),
        Cause::Throttled => "throttled (429) for longer than the patience (--patience)".to_owned(),
        Cause::CredentialRefused => "the target's credential was refused (401)".to_owned(),
        Cause::DataChanged => "the data changed while it was looked at".to_owned(),
        Cause::Unread(why) => visible(why),
    }
}

/// The reason of a verdict that has one.
pub fn reason(verdict: &Verdict) -> Option<String> {
    match verdict {
        Verdict::Passed | Verdict::Failed => None,
        Verdict::Inconclusive(why) => Some(cause(why)),
        Verdict::Skipped(reason) => Some(visible(reason)),
    }
}

/// A waiver that covers something: why, until when, and where it stands.
pub fn waived(waiver: &Waived) -> String {
    let link = waiver
        .link
        .as_ref()
        .map_or(String::new(), |l| format!(" ({l})"));
    let Waived {
        at, reason, until, ..
    } = waiver;
    visible(&format!("until {until}: {reason}{link}; {at}"))
}

/// A waiver that is no longer true, and what to do.
pub fn stale(stale: &Stale) -> String {
    let Waived {
        at,
        contract,
        until,
        ..
    } = &stale.waiver;
    let subject = stale.waiver.subject();
    visible(&match stale.state {
        Staleness::Expired => format!(
            "{at}: the waiver of {subject} of {contract} expired on {until}, and it still breaks: have it mended, or agree on a later day"
        ),
        Staleness::ExpiredUnmatched => format!(
            "{at}: the waiver of {subject} of {contract} expired on {until}, and nothing that it covers broke: remove it"
        ),
        Staleness::Unmatched => format!(
            "{at}: the waiver of {subject} of {contract} covers nothing, though its case ran: remove it"
        ),
    })
}

/// How strong a claim is, as a sentence's beginning.
pub fn evidence(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Document => "stated by the document",
        Evidence::Linked => "stated by a linked page",
        Evidence::Reading => "our reading of the document",
    }
}

/// `line 18` or `lines 18-22`.
pub fn lines(at: &At) -> String {
    if at.first == at.last {
        format!("line {}", at.first)
    } else {
        format!("lines {}-{}", at.first, at.last)
    }
}

/// A place in a document, with the file's name: `members.txt, lines 18-22`.
pub fn at(contract: &Contract, at: &At) -> String {
    let document = contract.document.as_ref().map(|d| d.file.as_str());
    let file = at.file.as_deref().or(document).unwrap_or("the document");
    match &at.pointer {
        None => format!("{file}, {}", lines(at)),
        Some(pointer) => format!("{file}, {} at {pointer}", lines(at)),
    }
}

/// All places of a claim. The file is named once where several places are in it.
pub fn places(contract: &Contract, all: &[At]) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut before: Option<&Option<String>> = None;
    for place in all {
        words.push(match (before == Some(&place.file), &place.pointer) {
            (true, None) => lines(place),
            (true, Some(pointer)) => format!("{} at {pointer}", lines(place)),
            (false, _) => at(contract, place),
        });
        before = Some(&place.file);
    }
    words.join("; ")
}

/// A clause as the ground of a finding: what kind of evidence, and where to read it.
pub fn ground(contract: &Contract, clause: &Clause) -> String {
    format!(
        "{}: {}",
        evidence(clause.evidence),
        places(contract, &clause.at)
    )
}

/// What a request was for.
pub fn leg(leg: &Leg) -> String {
    match leg {
        Leg::Main => "the request".to_owned(),
        Leg::Back => "the way back".to_owned(),
        Leg::PastEnd => "past the end".to_owned(),
        Leg::Without(parameter) => format!("the same without {}", visible(parameter)),
        Leg::Again => "the first request again".to_owned(),
        Leg::Provoke => "repeated to pass the limit".to_owned(),
    }
}

/// What a request was for, where that is not plain.
pub fn purpose(entry: &Entry) -> String {
    let mut text = match entry.leg {
        Leg::Main => String::new(),
        ref leg => format!(", {}", self::leg(leg)),
    };
    if entry.step > 0 {
        text = format!("{text}, step {}", entry.step + 1);
    }
    if entry.superseded {
        text.push_str(", answered again later");
    }
    text
}

/// An answer's head in one line: status, media type, size.
pub fn head(response: &Response) -> String {
    let media = response.headers.get("content-type");
    let media = media.map_or("no content type".to_owned(), |m| shorten(&visible(m), 60));
    let size = crate::text::counted(response.body.len(), "byte");
    let cut = match &response.truncated {
        Some(why) => format!(", cut off: {}", visible(why)),
        None => String::new(),
    };
    format!("{}, {media}, {size}{cut}", response.status)
}

/// What came of a case, in one line of at most `width` characters: its first finding and how many more there are, the
/// reason of a verdict that has one, the waiver of a failure that is accepted; nothing for a case that passed.
pub fn headline(case: &CaseResult, width: usize) -> String {
    if let Some(reason) = reason(&case.verdict) {
        return shorten(&reason, width);
    }
    if case.verdict != Verdict::Failed {
        return String::new();
    }
    let broke = broke(case, width);
    match case.waived.first() {
        Some(waiver) => shorten(&format!("waived {}; {broke}", waived(waiver)), width),
        None => broke,
    }
}

/// What broke in a case that failed.
fn broke(case: &CaseResult, width: usize) -> String {
    let mut findings = case.findings();
    let Some((_, first)) = findings.next() else {
        // Only `--strict` fails a case without a finding.
        let notes: Vec<String> = case.notes.iter().map(|n| visible(&n.says)).collect();
        if notes.is_empty() {
            return "failed, and the record does not say by what".to_owned();
        }
        return shorten(&format!("undocumented: {}", notes.join("; ")), width);
    };
    let more = match findings.count() {
        0 => String::new(),
        more => format!(" (and {more} more)"),
    };
    let line = finding(first, width.saturating_sub(more.len()));
    format!("{line}{more}")
}

/// What broke where, without its values: a mistake that many cases may have found.
pub fn mistake(case: &CaseResult, check: &Check, finding: &Finding) -> String {
    let what = match &check.part {
        // What a case expects is its own; its name tells more than that it is expected.
        Part::Case(name) => format!("the case expects otherwise: {name}"),
        Part::CaseStatus(name) => format!("the case expects another status: {name}"),
        // The rule tells the keyword.
        Part::Schema(path, _) => format!("schema {path}"),
        part => self::part(part),
    };
    visible(&format!("{}: {what} ({})", case.contract, finding.rule))
}

/// What broke, as a sentence that says all by itself.
pub fn broken(check: &Check, finding: &Finding) -> String {
    let path = match &check.part {
        Part::Case(name) | Part::CaseStatus(name) => {
            return format!("The case “{name}” expects otherwise: {}", finding.message);
        }
        Part::Schema(path, _) => path,
        part => return format!("{}: {}", capital(&self::part(part)), finding.message),
    };
    let what = match path.rsplit_once('/') {
        Some((holder, name)) => format!("`{name}` of {holder}"),
        None => path.clone(),
    };
    if finding.rule == "missing-property" {
        return format!("{what} is missing");
    }
    let is = match &finding.actual {
        Actual::Absent => "is missing".to_owned(),
        other => format!("is {}", actual(other, 60)),
    };
    format!("{what} {is}; expected {}", expected(&finding.expected, 60))
}

/// The text as a sentence begins.
pub(super) fn capital(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

/// The header fields that say why an answer is no success: where it leads, who asks for what, how long to wait.
pub fn telling(response: &Response) -> Vec<String> {
    let names: &[&str] = match response.status {
        300..=399 => &["Location"],
        401 | 407 => &["WWW-Authenticate", "Proxy-Authenticate", "Retry-After"],
        429 | 503 => &["Retry-After", "WWW-Authenticate"],
        _ => &[],
    };
    let tells = |name: &str| names.iter().any(|n| n.eq_ignore_ascii_case(name));
    let fields = response.headers.iter().filter(|(name, _)| tells(name));
    fields
        .map(|(name, value)| visible(&format!("{name}: {value}")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_says_what_broke_by_itself() {
        let row = |part: &str, rule: &str, actual: Actual| {
            let finding = Finding {
                rule: rule.to_owned(),
                place: crate::verdict::Place::body(0, "/id"),
                expected: Expected::Words("a string".to_owned()),
                actual,
                message: "The schema requires it.".to_owned(),
            };
            let check = Check {
                part: part.parse().expect("a part"),
                outcome: Outcome::Held(1),
            };
            broken(&check, &finding)
        };
        assert_eq!(
            row("schema:User/id", "missing-property", Actual::Absent),
            "`id` of User is missing"
        );
        assert_eq!(
            row("schema:User/id", "schema-type", Actual::Value(17.into())),
            "`id` of User is 17; expected a string"
        );
        assert_eq!(
            row("body:200", "other", Actual::Absent),
            "The body of a 200: The schema requires it."
        );
    }

    #[test]
    fn an_answer_that_is_no_success_tells_why() {
        let answer = |status| Response {
            status,
            headers: [("location", "/login"), ("Retry-After", "5"), ("X", "y")]
                .into_iter()
                .collect(),
            ..Response::default()
        };
        assert_eq!(telling(&answer(302)), ["location: /login"]);
        assert_eq!(telling(&answer(429)), ["Retry-After: 5"]);
        assert_eq!(telling(&answer(200)), [""; 0]);
    }
}
