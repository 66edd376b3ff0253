//! What a document leaves open: the words of `allows`.

use std::fmt;
use std::str::FromStr;

use crate::text::Span;
use crate::verdict::{AccessState, LookupState, Part};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// Room that a sentence, a gap or a contradiction leaves to endpoints (the table in `docs/contracts.md`).
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Room {
            $($(#[$doc])* $name,)*
            /// With which of several statuses a credential or an identifier is refused.
            Refusal(Part),
            /// A list that has no pages stops at so many items.
            CutAt(usize),
        }

        impl Room {
            /// Every word; refusals and cuts have names of their own.
            pub const WORDS: &'static [(&'static str, Self)] = &[$(($word, Self::$name),)*];

            fn word(&self) -> Option<&'static str> {
                match self {
                    $(Self::$name => Some($word),)*
                    Self::Refusal(_) | Self::CutAt(_) => None,
                }
            }
        }
    };
}

words! {
    /// Which properties that need not be there are there.
    OptionalProperties = "optional-properties",
    /// Properties without a value are `null`.
    Nulls = "nulls",
    /// Texts and lists are empty.
    EmptyValues = "empty-values",
    /// Which characters a text has.
    AnyText = "any-text",
    /// Which characters a name of a group has.
    AnyName = "any-name",
    /// How large an integer is.
    AnyInteger = "any-integer",
    /// Identifiers that are UUIDs are in capitals.
    UuidCase = "uuid-case",
    /// In which form of RFC 3339 a date-time is.
    TimeForm = "time-form",
    /// What tells items apart is missing.
    NoIdentity = "no-identity",
    /// In which order items come where none is asked for.
    AnyOrder = "any-order",
    /// By which rule texts compare.
    SortRule = "sort-rule",
    /// Where items come that lack what is sorted by.
    SortGaps = "sort-gaps",
    /// In which order equal items come.
    SortTies = "sort-ties",
    /// How many items a page has.
    PageSize = "page-size",
    /// Pages in between are empty.
    EmptyPages = "empty-pages",
    /// How far a total is above the number.
    TotalAbove = "total-above",
    /// An empty list has one page.
    PageOfNothing = "page-of-nothing",
    /// A flag that is `false` is left out.
    FalseLeftOut = "false-left-out",
    /// A page past the end bears the number that was asked for.
    NumberPastEnd = "number-past-end",
    /// In which form links are.
    LinkForm = "link-form",
    /// What cursors look like.
    CursorForm = "cursor-form",
    /// Which of several faults is answered.
    FaultOrder = "fault-order",
    /// A value that a parameter cannot take is ignored instead of refused.
    OddValuesIgnored = "odd-values-ignored",
    /// There are properties that no document names.
    UndocumentedProperties = "undocumented-properties",
    /// There are header fields that no document names.
    UndocumentedHeaders = "undocumented-headers",
    /// What says nothing is left out of a body: the list of an empty page, links and cursors of the only page.
    BareBodies = "bare-bodies",
    /// What body a status has.
    OpenBodies = "open-bodies",
    /// Which letters of a text that is told back are capitals.
    LetterCase = "letter-case",
    /// What else a text says that has to hold another.
    WordyTexts = "wordy-texts",
    /// Which answers carry a header field.
    OptionalHeaders = "optional-headers",
    /// Of which form the text of a header field is.
    HeaderForm = "header-form",
    /// In which letters names of header fields are.
    HeaderNames = "header-names",
    /// Whether the content type names a charset.
    Charset = "charset",
    /// How long a client has to wait.
    RetryAfter = "retry-after",
    /// A client is stopped before its own limit.
    ThrottledEarly = "throttled-early",
    /// Without the parameter of a relation the members of descendants are listed too.
    IndirectMembers = "indirect-members",
    /// A parameter that adds items and values within them adds items only.
    AddsItems = "adds-items",
    /// A parameter that adds items and values within them adds those within them only.
    AddsWithin = "adds-within",
    /// With a group that a parameter drops, its descendants are dropped.
    DropsDescendants = "drops-descendants",
    /// Who is in a group that a parameter drops, and in the one asked for as well, is kept.
    KeepsShared = "keeps-shared",
    /// A parameter that drops groups drops nobody where descendants are not listed.
    DropsNobodyAlone = "drops-nobody-alone",
}

const CUT_AT: &str = "cut-at:";

impl fmt::Display for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refusal(part) => write!(f, "{part}"),
            Self::CutAt(number) => write!(f, "{CUT_AT}{number}"),
            word => f.write_str(word.word().unwrap_or_default()),
        }
    }
}

impl FromStr for Room {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some((_, room)) = Self::WORDS.iter().find(|(word, _)| *word == text) {
            return Ok(room.clone());
        }
        if let Some(number) = text.strip_prefix(CUT_AT) {
            let number = number.parse().ok().filter(|n: &usize| *n > 0);
            return number.map(Self::CutAt).ok_or_else(|| {
                format!("the room `{text}`; expected `{CUT_AT}` and a number of items")
            });
        }
        if text.starts_with("access:") || text.starts_with("lookup:") {
            let part: Part = text.parse()?;
            return Ok(Self::Refusal(part));
        }
        let near = crate::text::nearest(text, Self::WORDS.iter().map(|(word, _)| *word));
        let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        Err(format!("unknown room `{text}`{near}"))
    }
}

impl Room {
    /// The room that a set of statuses leaves for a state of a credential.
    pub fn access(scheme: &str, state: AccessState) -> Self {
        Self::Refusal(Part::Access(scheme.to_owned(), state))
    }

    /// The room that a set of statuses leaves for what a path parameter names.
    pub fn lookup(parameter: &str, state: LookupState) -> Self {
        Self::Refusal(Part::Lookup(parameter.to_owned(), state))
    }
}

/// Room that an entry of a contract names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// What is left open.
    pub room: Room,
    /// Where the word stands in the contract's file.
    pub span: Span,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_and_write_alike() {
        for (word, room) in Room::WORDS {
            assert_eq!(word.parse(), Ok(room.clone()));
            assert_eq!(room.to_string(), *word);
        }
        for text in ["access:token:wrong", "lookup:group:malformed", "cut-at:20"] {
            assert_eq!(
                text.parse::<Room>().map(|r| r.to_string()),
                Ok(text.to_owned())
            );
        }
    }

    #[test]
    fn what_is_no_room_is_told_with_the_nearest() {
        let told = |text: &str| text.parse::<Room>().expect_err(text);
        assert_eq!(
            told("optional-propertys"),
            "unknown room `optional-propertys`; did you mean `optional-properties`?"
        );
        assert_eq!(
            told("cut-at:0"),
            "the room `cut-at:0`; expected `cut-at:` and a number of items"
        );
    }
}
