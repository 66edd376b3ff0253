//! The parts of a contract that checks look at and clauses are bound to.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A part of a contract, spelled `kind:…` in files (the table in `docs/contracts.md`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Part {
    /// A documented status was seen.
    Status(u16),
    /// Media type and charset of the answer with a status.
    ContentType(u16),
    /// The body of a status is well-formed, or empty where the contract says so.
    Body(u16),
    /// A component schema, or a property of one: `Member/email`, `Page/data/[]`; with a keyword of JSON Schema that is said
    /// of it, what this keyword says alone: `Member/email#format`.
    Schema(String, Option<String>),
    /// A response header of a status.
    Header(u16, String),
    /// A fact by its name.
    Fact(String),
    /// The effect of a parameter, for one value or field where the second is given.
    Effect(String, Option<String>),
    /// The answer to a state of a credential.
    Access(String, AccessState),
    /// The answer to a state of an identifier.
    Lookup(String, LookupState),
    /// A rule of paging.
    Paging(Aspect),
    /// A rule of throttling.
    Throttle(ThrottleAspect),
    /// Message framing.
    Framing,
    /// What a case of the contract, by its name, expects beside a status.
    Case(String),
    /// That a case of the contract gets a status that it expects.
    CaseStatus(String),
}

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$vmeta])* $variant),* }

        impl $name {
            /// Every value, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word in files.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// The value of a word.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

words! {
    /// The state of a credential in a request.
    AccessState {
        /// The target's own credential was sent.
        Given = "given",
        /// None was sent.
        Missing = "missing",
        /// One that cannot be valid was sent.
        Wrong = "wrong",
        /// A valid one that lacks the permission was sent.
        Insufficient = "insufficient",
    }
}

words! {
    /// A rule of paging (the list in `docs/contracts.md`).
    Aspect {
        /// No item comes twice.
        Unique = "unique",
        /// As many items as an exact total says.
        Complete = "complete",
        /// Pages are as large as the size asked for means.
        Size = "size",
        /// The same without the size parameter.
        DefaultSize = "default-size",
        /// The reported number of the page is the one asked for.
        Index = "index",
        /// The reported number of entries of the page is true.
        Count = "count",
        /// The reported total is constant and consistent with what was seen.
        Total = "total",
        /// The reported number of pages is constant and consistent with what was seen.
        Pages = "pages",
        /// The last-page flag is true once, at the end.
        Last = "last",
        /// The end-of-list signal comes once, at the end.
        End = "end",
        /// No cursor repeats.
        Cursor = "cursor",
        /// Links stay on the target's origin.
        Links = "links",
        /// Links lead to the pages that they are for.
        Follow = "follow",
        /// The backward walk gives the same items.
        Back = "back",
        /// The page past the end is as documented.
        PastEnd = "past-end",
    }
}

words! {
    /// A rule of throttling.
    ThrottleAspect {
        /// The documented status is answered past the limit.
        Status = "status",
        /// That answer carries a readable `Retry-After`.
        RetryAfter = "retry-after",
        /// The limit is kept.
        Limit = "limit",
    }
}

/// What a path parameter named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum LookupState {
    /// An existing resource, by an identifier of this kind.
    Kind(String),
    /// A well-formed identifier that nothing has.
    Unknown,
    /// Text that is no identifier.
    Malformed,
}

impl LookupState {
    /// The word in files.
    pub fn word(&self) -> &str {
        match self {
            Self::Kind(kind) => kind,
            Self::Unknown => "unknown",
            Self::Malformed => "malformed",
        }
    }

    /// The state a word names; any word but two is a kind.
    pub fn from_word(word: &str) -> Self {
        match word {
            "unknown" => Self::Unknown,
            "malformed" => Self::Malformed,
            kind => Self::Kind(kind.to_owned()),
        }
    }
}

impl From<String> for LookupState {
    fn from(word: String) -> Self {
        Self::from_word(&word)
    }
}

impl From<LookupState> for String {
    fn from(state: LookupState) -> String {
        state.word().to_owned()
    }
}

impl Part {
    /// The part with all that is said of it: a place of the schemas without its keyword, any other part as it is.
    #[must_use]
    pub fn whole(&self) -> Self {
        match self {
            Self::Schema(path, Some(_)) => Self::Schema(path.clone(), None),
            part => part.clone(),
        }
    }

    /// The case that it is an expectation of.
    pub fn case(&self) -> Option<&str> {
        match self {
            Self::Case(name) | Self::CaseStatus(name) => Some(name),
            _ => None,
        }
    }

    /// Whether a check of `part` is one of what this part names: the same, or within it (`schema:Member/email`
    /// within `schema:Member`, `effect:order:name` within `effect:order`). A keyword is that of the very place.
    pub fn covers(&self, part: &Self) -> bool {
        match (self, part) {
            (Self::Schema(bound, None), Self::Schema(part, _)) => part
                .strip_prefix(bound.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
            (Self::Effect(bound, None), Self::Effect(part, _)) => bound == part,
            (Self::Header(status, bound), Self::Header(other, part)) => {
                status == other && bound.eq_ignore_ascii_case(part)
            }
            _ => self == part,
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(f, "status:{status}"),
            Self::ContentType(status) => write!(f, "content-type:{status}"),
            Self::Body(status) => write!(f, "body:{status}"),
            Self::Schema(path, None) => write!(f, "schema:{path}"),
            Self::Schema(path, Some(keyword)) => write!(f, "schema:{path}#{keyword}"),
            Self::Header(status, name) => write!(f, "header:{status}:{name}"),
            Self::Fact(name) => write!(f, "fact:{name}"),
            Self::Effect(parameter, None) => write!(f, "effect:{parameter}"),
            Self::Effect(parameter, Some(value)) => write!(f, "effect:{parameter}:{value}"),
            Self::Access(scheme, state) => write!(f, "access:{scheme}:{}", state.word()),
            Self::Lookup(parameter, state) => write!(f, "lookup:{parameter}:{}", state.word()),
            Self::Paging(aspect) => write!(f, "paging:{}", aspect.word()),
            Self::Throttle(aspect) => write!(f, "throttle:{}", aspect.word()),
            Self::Framing => f.write_str("framing"),
            Self::Case(name) => write!(f, "case:{name}"),
            Self::CaseStatus(name) => write!(f, "case:{name}{STATUS}"),
        }
    }
}

/// What follows the name of a case where its status is meant.
const STATUS: &str = "#status";

/// The words a part can start with.
pub(crate) const PART_KINDS: &[&str] = &[
    "status",
    "content-type",
    "body",
    "schema",
    "header",
    "fact",
    "effect",
    "access",
    "lookup",
    "paging",
    "throttle",
    "framing",
    "case",
];

impl FromStr for Part {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (kind, rest) = text.split_once(':').unwrap_or((text, ""));
        let status = |s: &str| s.parse().map_err(|_| format!("`{s}` is no status"));
        let two = |what: &str| {
            rest.split_once(':')
                .ok_or_else(|| format!("`{text}` lacks its {what}"))
        };
        let known = |what: &str, words: Vec<&str>| {
            format!(
                "`{rest}` is no {what}; expected one of `{}`",
                words.join("`, `")
            )
        };
        match kind {
            "framing" if rest.is_empty() => return Ok(Self::Framing),
            _ if rest.is_empty() => {
                let nearest = crate::text::nearest(kind, PART_KINDS.iter().copied());
                let hint = nearest.map_or(String::new(), |n| format!("; did you mean `{n}:…`?"));
                return Err(format!("`{text}` is no part of a contract{hint}"));
            }
            _ => {}
        }
        Ok(match kind {
            "status" => Self::Status(status(rest)?),
            "content-type" => Self::ContentType(status(rest)?),
            "body" => Self::Body(status(rest)?),
            "schema" => match rest.rsplit_once('#') {
                Some((path, keyword)) => Self::Schema(path.to_owned(), Some(keyword.to_owned())),
                None => Self::Schema(rest.to_owned(), None),
            },
            "header" => {
                let (code, name) = two("header name")?;
                Self::Header(status(code)?, name.to_owned())
            }
            "fact" => Self::Fact(rest.to_owned()),
            "effect" => match rest.split_once(':') {
                Some((parameter, value)) => {
                    Self::Effect(parameter.to_owned(), Some(value.to_owned()))
                }
                None => Self::Effect(rest.to_owned(), None),
            },
            "access" => {
                let (scheme, state) = two("state")?;
                let state = AccessState::from_word(state).ok_or_else(|| {
                    known(
                        "state of a credential",
                        AccessState::ALL.iter().map(|s| s.word()).collect(),
                    )
                })?;
                Self::Access(scheme.to_owned(), state)
            }
            "lookup" => {
                let (parameter, state) = two("state")?;
                Self::Lookup(parameter.to_owned(), LookupState::from_word(state))
            }
            "paging" => Self::Paging(Aspect::from_word(rest).ok_or_else(|| {
                known(
                    "rule of paging",
                    Aspect::ALL.iter().map(|a| a.word()).collect(),
                )
            })?),
            "throttle" => Self::Throttle(ThrottleAspect::from_word(rest).ok_or_else(|| {
                known(
                    "rule of throttling",
                    ThrottleAspect::ALL.iter().map(|a| a.word()).collect(),
                )
            })?),
            "case" => match rest.strip_suffix(STATUS) {
                Some(name) => Self::CaseStatus(name.to_owned()),
                None => Self::Case(rest.to_owned()),
            },
            other => {
                let nearest = crate::text::nearest(other, PART_KINDS.iter().copied());
                let hint = nearest.map_or(String::new(), |n| format!("; did you mean `{n}`?"));
                return Err(format!("`{other}` is no kind of part{hint}"));
            }
        })
    }
}

impl TryFrom<String> for Part {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Part> for String {
    fn from(part: Part) -> String {
        part.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_the_documentation_reads_back_the_same() {
        for text in [
            "status:200",
            "content-type:200",
            "body:401",
            "schema:Member/email",
            "schema:Member/email#format",
            "header:200:X-Total",
            "fact:echo",
            "effect:active",
            "effect:expand:user",
            "effect:zenQL:name ~ a:b",
            "access:token:missing",
            "lookup:group:guid",
            "lookup:group:unknown",
            "paging:past-end",
            "throttle:retry-after",
            "framing",
            "case:a limit: of one",
            "case:a limit: of one#status",
            "case:number #2",
        ] {
            let part: Part = text.parse().expect(text);
            assert_eq!(part.to_string(), text);
        }
    }

    #[test]
    fn a_keyword_is_that_of_its_place_alone() {
        let part = |text: &str| -> Part { text.parse().expect(text) };
        let rows = [
            ("schema:Member", "schema:Member/email#format", true),
            ("schema:Member/email", "schema:Member/email#format", true),
            (
                "schema:Member/email#format",
                "schema:Member/email#format",
                true,
            ),
            (
                "schema:Member/email#type",
                "schema:Member/email#format",
                false,
            ),
            ("schema:Member#type", "schema:Member/email#type", false),
            ("schema:Member/email#type", "schema:Member/email", false),
            ("schema:Member", "schema:Members", false),
        ];
        for (bound, found, covered) in rows {
            assert_eq!(part(bound).covers(&part(found)), covered, "{bound} {found}");
        }
    }

    #[test]
    fn what_is_no_part_says_what_is() {
        let told = |text: &str| text.parse::<Part>().expect_err(text);
        assert!(told("statsu:200").contains("did you mean `status`"));
        assert!(told("paging:uniqe").contains("`unique`"));
        assert!(told("access:token").contains("lacks its state"));
        assert!(told("status:two").contains("no status"));
    }
}
