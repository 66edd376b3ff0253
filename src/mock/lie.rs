//! One claim that a mock breaks, as data. Where each takes effect is in `lies/`.

use serde_json::Value;

use crate::contract::PastEnd;
use crate::verdict::{AccessState, LookupState};

/// One thing that a mock gets wrong on purpose. Everything else it does as the contract says.
#[derive(Clone, Debug, PartialEq)]
pub enum Lie {
    /// A state of a credential is answered with this status, or served where there is none.
    Access {
        /// The security scheme.
        scheme: String,
        /// The state of the credential.
        state: AccessState,
        /// The status; `None` serves the request.
        answer: Option<u16>,
    },
    /// A state of an identifier is answered with this status, or served (with the first group) where there is none.
    Lookup {
        /// The path parameter.
        parameter: String,
        /// What it names.
        state: LookupState,
        /// The status; `None` serves the request.
        answer: Option<u16>,
    },
    /// Every identifier gives another group than it names.
    OtherGroup,
    /// A group without members is answered with this status.
    EmptyGroup(u16),
    /// A request that sends a parameter, or one that leaves it out, is refused with this status.
    Parameter {
        /// The parameter.
        name: String,
        /// Whether those that send it are refused, not those that leave it out.
        sent: bool,
        /// The status.
        status: u16,
    },
    /// One status is answered in place of another, the rest of the answer unchanged.
    Status {
        /// The status that the contract has.
        from: u16,
        /// The one that is answered.
        to: u16,
    },
    /// The bytes of the bodies of a status.
    Body(u16, BodyLie),
    /// A header field of a status has this text, or is missing.
    Header {
        /// The status.
        status: u16,
        /// The field.
        name: String,
        /// The text; `None` leaves the field out.
        value: Option<String>,
    },
    /// The last value of a body at a described place is another, or missing.
    Schema {
        /// The place, spelled as `schema:` parts are.
        part: String,
        /// The value; `None` leaves it out.
        value: Option<Value>,
    },
    /// Every value of a body at a described place is another one of the same form, or missing.
    Value {
        /// The place, spelled as `schema:` parts are.
        part: String,
        /// What is wrong with the value.
        how: ValueLie,
    },
    /// A text that has to be escaped in a URL or quoted in a header field is refused with this status.
    OddText {
        /// The parameter that has it.
        parameter: String,
        /// The status.
        status: u16,
    },
    /// The last object of a body at a described place has a member that it may not have.
    Member {
        /// The place, spelled as `schema:` parts are.
        part: String,
        /// The member.
        name: String,
    },
    /// A fact does not hold.
    Fact {
        /// The fact.
        name: String,
        /// Its left side is missing, not another value.
        absent: bool,
    },
    /// The effect of a parameter is another one.
    Effect {
        /// The parameter.
        parameter: String,
        /// Only for this value, field or element of its list.
        value: Option<String>,
        /// What is wrong.
        how: EffectLie,
    },
    /// A request without a parameter is served as if it had this value.
    Default {
        /// The parameter.
        parameter: String,
        /// The value.
        value: String,
    },
    /// A rule of paging.
    Paging(PagingLie),
    /// The answer past a limit.
    Throttle(ThrottleLie),
    /// The framing of messages: only a socket shows it.
    Wire(WireLie),
    /// Another lie, told only to requests that meet all of these.
    Beside {
        /// The lie.
        lie: Box<Lie>,
        /// What a request has to have beside what the lie is about.
        beside: Vec<Beside>,
    },
}

/// Something that a request has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Beside {
    /// It sends this parameter.
    Parameter(String),
    /// It sends this parameter with this value.
    Value(String, String),
    /// It sorts by this parameter in a direction.
    Sorted {
        /// The parameter.
        parameter: String,
        /// The field that is sorted in the direction; the first that it names where there is none.
        field: Option<String>,
        /// Whether the direction is downwards.
        descending: bool,
    },
    /// It asks for another page than the first, by the number of the page.
    LaterPage,
}

/// What is wrong with a value of the right form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueLie {
    /// It is not there.
    LeftOut,
    /// It is there where the service has none.
    Added,
    /// An array lacks its last element.
    OneLost,
    /// An array has its last element twice.
    OneTwice,
    /// A number, or a text of digits, is larger by one.
    OffByOne,
    /// A whole number is what a double-precision float makes of it.
    Rounded,
    /// A text is in small letters.
    LowerCase,
    /// A text has a question mark for what is not ASCII.
    Ascii,
    /// A text has entities for what HTML escapes.
    Escaped,
    /// A text is one that stands for nothing.
    Gibberish,
}

impl ValueLie {
    /// Every one, by its word in ids.
    pub const WORDS: &[(&str, Self)] = &[
        ("left-out", Self::LeftOut),
        ("added", Self::Added),
        ("one-lost", Self::OneLost),
        ("one-twice", Self::OneTwice),
        ("off-by-one", Self::OffByOne),
        ("rounded", Self::Rounded),
        ("lower-case", Self::LowerCase),
        ("ascii", Self::Ascii),
        ("escaped", Self::Escaped),
        ("gibberish", Self::Gibberish),
    ];
}

/// What is wrong with the bytes of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyLie {
    /// There is none.
    Emptied,
    /// There is one where the contract has none.
    Filled,
    /// A page of HTML, and said to be that.
    Html,
    /// JSON that ends in its midst.
    CutOff,
    /// Something behind the JSON value.
    Trailing,
    /// A byte order mark before it.
    ByteOrderMark,
    /// A byte that is no UTF-8.
    InvalidUtf8,
    /// A name twice in an object.
    DuplicateKey,
}

/// What is wrong with an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EffectLie {
    /// The parameter does nothing.
    Ignored,
    /// It does the opposite: leaves what does not match, sorts the other way.
    Inverted,
    /// One item slips through a filter, or is beyond what a relation allows.
    OneThrough,
    /// One item is lost.
    OneLost,
    /// A member of one item's array is lost.
    MemberLost,
    /// A place is there unasked.
    Always,
    /// One item lacks a place that was asked for.
    OneLacks,
    /// The last two items that differ are out of order.
    LastTwoSwapped,
    /// Only the first of several fields sorts.
    FirstFieldOnly,
    /// Only so many elements of a list count, the first ones.
    FirstElements(usize),
    /// Of several elements of a list only the last one counts.
    LastElementOnly,
}

/// A direction of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To the next page.
    On,
    /// To the page before.
    Back,
}

/// Where a link leads that leads astray.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Astray {
    /// A page too far.
    Skips,
    /// To the page that it is on.
    Stays,
    /// Nowhere: no page has such a cursor.
    Nowhere,
}

/// What is wrong with pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PagingLie {
    /// The last item of a page comes again on the next.
    ItemRepeated,
    /// An item between two pages is on neither.
    ItemLost,
    /// The second page is the third.
    PageSkipped,
    /// Later pages are those of the listing in another order.
    Unstable,
    /// Pages of a size asked for are larger (or smaller) by so many.
    Size(i8),
    /// Pages of the default size are larger (or smaller) by so many.
    DefaultSize(i8),
    /// A size above the maximum is not cut down.
    MaximumIgnored,
    /// A size above this one is cut down to it.
    SizeCapped(usize),
    /// The reported total is off by so many.
    Total(i8),
    /// The reported total is another on later pages.
    TotalChanges,
    /// The reported number of pages is off by so many.
    Pages(i8),
    /// The reported number of pages is another on later pages.
    PagesChange,
    /// The reported number of the page is off by one.
    Index,
    /// The reported number of entries is off by one.
    Count,
    /// The reported size is off by one.
    ReportedSize,
    /// The end is signalled on the first page.
    EndEarly,
    /// The end is signalled on the page before the last.
    EndOnePageEarly,
    /// The end is signalled on every page, and cursors go on.
    EndAlways,
    /// The end is never signalled.
    EndNever,
    /// A page leads to itself.
    Loop,
    /// Empty pages follow the last one without end.
    Endless,
    /// A page that says the list goes on does not say where.
    CursorMissing,
    /// Links lead to another origin.
    LinkElsewhere,
    /// Links lead from https to http.
    LinkDowngraded,
    /// Links are no URLs.
    LinkBroken,
    /// The link to the next page (or to the one before) leads elsewhere, while its cursor is right.
    Link(Way, Astray),
    /// The way back lacks an item.
    BackLosesItem,
    /// The way back starts over from the first page.
    BackIgnored,
    /// The way back never comes to the start.
    BackEndless,
    /// Every page says that the list starts with it.
    BackStartAlways,
    /// What lies past the end is this.
    PastEnd(PastEnd),
}

/// What is wrong with the answer past a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThrottleLie {
    /// There is no limit.
    Never,
    /// The answer has this status.
    Status(u16),
    /// It does not say how long to wait.
    WithoutRetryAfter,
    /// It says so in words that no client can read.
    UnreadableRetryAfter,
    /// It says a negative number of seconds.
    NegativeRetryAfter,
}

/// What is wrong with message framing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WireLie {
    /// `Content-Length` is above the body's length.
    LengthTooLong,
    /// `Content-Length` is below the body's length.
    LengthTooShort,
    /// A chunked body ends without its last chunk.
    ChunksCutOff,
}
