//! Manners: different ways to answer that a document leaves open. Each is data; what it does is in `manners/`.
//!
//! A manner never breaks a claim. It is what a sound endpoint might do that the mock does otherwise, so that a case
//! that fails on it raises a false alarm.

use crate::contract::Contract;
use crate::verdict::{AccessState, LookupState};

/// One different but conforming way to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Manner {
    /// What becomes of properties that need not be there.
    Fill(Fill),
    /// Free texts of items and bodies are of this kind.
    Texts(Texts),
    /// Groups that are free to be called anything are called like this.
    Names(Names),
    /// Integers lie at a limit of their type.
    Integers(Integers),
    /// UUIDs are in capitals.
    UuidsInCapitals,
    /// Date-times are in this form of RFC 3339.
    Times(Times),
    /// Some items lack everything that tells them apart.
    Anonymous,
    /// Items come in another order where none is asked for.
    Listed(Listed),
    /// Sorting compares texts and places missing values like this.
    Sorted(Collation, Missing),
    /// Without the parameter of a relation the members of descendants are listed too.
    Indirect,
    /// A parameter that adds items and values within them adds only one of the two.
    Adds(Adds),
    /// What a parameter that drops groups drops.
    Drops(Drops),
    /// A list that has no pages stops at so many items.
    CutAt(usize),
    /// Sizes of pages, in turn, where the document leaves them open.
    Pages(&'static [usize]),
    /// An empty page stands before every page that has items.
    EmptyPages,
    /// A total that is only a bound is so far above the number.
    Surplus(usize),
    /// A list of nothing has one page.
    OnePageOfNothing,
    /// A flag that is `false` is left out.
    NoFalseFlag,
    /// Past the end the page bears the number that was asked for.
    NumberAsAsked,
    /// Links have this form.
    Links(Links),
    /// Cursors have this form.
    Cursors(Cursors),
    /// A fault is answered with another of its statuses.
    Status(Fault, u16),
    /// Of several faults another one is answered.
    LastFaultFirst,
    /// A value that a parameter cannot take is left out of account instead of refused.
    Lenient,
    /// Members of bodies that are not needed to walk on are left out, the list of an empty page among them.
    Bare,
    /// Something that no document names is there too.
    Extra(Extra),
    /// A body of which the document says nothing.
    OpenBody(OpenBody),
    /// A value that is compared without case comes in capitals.
    Capitals,
    /// A text that must contain another contains more.
    Wordy,
    /// Documented headers that need not be there are left out.
    FewHeaders,
    /// Values of headers are of this alternative of their schema, and never an example.
    HeaderForm(usize),
    /// The content type is spelled like this.
    ContentType(MediaForm),
    /// `Retry-After` says this.
    RetryAfter(&'static str),
    /// A client is throttled after so many requests.
    ThrottledAfter(u32),
    /// JSON is written like this.
    Json(Json),
    /// Names of header fields are written like this.
    HeaderNames(Letters),
    /// Bodies are in this content coding.
    Coded(Coding),
    /// Answers come over the wire like this.
    Wire(Wire),
}

/// What becomes of properties that need not be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// Left out.
    Sparse,
    /// All there.
    Full,
    /// `null` wherever the schema allows it.
    Nulls,
    /// Empty texts and lists wherever the schema allows them.
    Empty,
}

/// A kind of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Texts {
    /// Spaces at both ends and inside.
    Spaces,
    /// Quotes, brackets, backslashes, percent signs.
    Syntax,
    /// Other scripts, right to left among them.
    Scripts,
    /// Emoji, joined ones among them.
    Emoji,
    /// A thousand characters.
    Long,
    /// Letters of both cases, with and without accents, hyphens and apostrophes: what collations differ on.
    Collated,
}

/// How groups are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// With spaces.
    Spaces,
    /// With `/`, `\`, `?`, `#` and `%`.
    Slashes,
    /// With quotes and brackets.
    Quotes,
    /// In other scripts.
    Scripts,
    /// Emoji.
    Emoji,
    /// With `+`, `&`, `=`, `;`, `@` and `:`.
    Signs,
    /// Long ones.
    Long,
}

/// A limit of an integer's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Integers {
    /// The greatest of 64 bits.
    Greatest,
    /// The least of 64 bits.
    Least,
    /// Just beyond what a double holds exactly, 2⁵³.
    BeyondDouble,
    /// Zero.
    Zero,
}

/// A form of date-times (RFC 3339, 5.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// With the offsets of several places.
    Offsets,
    /// With a fraction of a second, of six digits.
    Fractions,
}

/// An order of items where none is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// The last first.
    Reversed,
    /// Shuffled, the same in every answer.
    Shuffled,
    /// Where an order is asked for: equal items the last first.
    Ties,
}

/// How texts compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Collation {
    /// By code point.
    Ordinal,
    /// The same in small letters.
    Caseless,
    /// As dictionaries do: without accents and punctuation first.
    Language,
    /// As dictionaries do, punctuation before letters.
    Punctuated,
}

/// Where missing values go in an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// First, whatever the direction.
    First,
    /// Last, whatever the direction.
    Last,
    /// They are the smallest.
    Smallest,
    /// They are the largest.
    Largest,
}

/// What a parameter adds that may add items and values within them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adds {
    /// Items.
    Items,
    /// Values within items.
    Within,
}

/// What a parameter drops that names groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drops {
    /// Their members and those of their descendants.
    Descendants,
    /// Their members but for those that the group asked for has of its own.
    ButShared,
    /// Their members, where those of descendants are listed; else nobody.
    NobodyAlone,
}

/// A form of links.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Links {
    /// From the root of the host.
    Rooted,
    /// The query alone.
    Query,
    /// Without the scheme.
    SchemeLess,
}

/// A form of cursors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cursors {
    /// A few characters.
    Short,
    /// Two thousand characters.
    Long,
    /// Characters that are escaped already.
    Escaped,
}

/// What is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The state of a security scheme's credential.
    Access(String, AccessState),
    /// What a path parameter names.
    Lookup(String, LookupState),
}

/// What no document names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extra {
    /// A property of every object.
    Properties,
    /// Header fields.
    Headers,
}

/// A body of which the document says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenBody {
    /// A page of HTML.
    Html,
    /// Plain text.
    Text,
    /// JSON of a form of its own.
    Json,
}

/// A spelling of the content type. Names of types and parameters have no case (RFC 9110, 8.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaForm {
    /// `; charset=utf-8`
    Charset,
    /// `;charset="UTF-8"`
    Quoted,
    /// In capitals.
    Capitals,
}

/// A way to write JSON (RFC 8259).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Json {
    /// With white space.
    Pretty,
    /// Everything but ASCII letters and digits escaped.
    Escaped,
    /// Members of objects in the reverse order.
    Reversed,
}

/// Letters of the names of header fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letters {
    /// A capital at the start of each word.
    Title,
    /// Capitals.
    Capital,
}

/// A content coding (RFC 9110, 8.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// gzip
    Gzip,
    /// deflate, which is the zlib format
    Deflate,
}

/// How answers come over the wire. Only the server knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// In chunks, without a length.
    Chunked,
    /// In chunks of one byte each at their start and end.
    Crumbs,
    /// The connection is closed after each answer.
    Closed,
}

/// The manners of a mock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manners(pub Vec<Manner>);

impl Manners {
    /// Whether this one is among them.
    pub fn has(&self, manner: &Manner) -> bool {
        self.0.contains(manner)
    }

    /// The first that means something to a question.
    pub(super) fn find<T>(&self, question: impl Fn(&Manner) -> Option<T>) -> Option<T> {
        self.0.iter().find_map(question)
    }

    /// The status that a fault is answered with.
    pub(super) fn status(&self, fault: &Fault) -> Option<u16> {
        self.find(|m| match m {
            Manner::Status(named, status) if named == fault => Some(*status),
            _ => None,
        })
    }

    /// What becomes of properties that need not be there.
    pub(super) fn fill(&self) -> Option<Fill> {
        self.find(|m| match m {
            Manner::Fill(fill) => Some(*fill),
            _ => None,
        })
    }

    /// Whether all that they change is what the mock knows.
    pub fn are_of_data(&self) -> bool {
        let of_data = |m: &Manner| {
            matches!(
                m,
                Manner::Fill(_)
                    | Manner::Texts(_)
                    | Manner::Names(_)
                    | Manner::Integers(_)
                    | Manner::UuidsInCapitals
                    | Manner::Times(_)
                    | Manner::Anonymous
            )
        };
        !self.0.is_empty() && self.0.iter().all(of_data)
    }

    /// Whether texts are rewritten.
    pub(super) fn rewrites_texts(&self) -> bool {
        self.0.iter().any(|m| matches!(m, Manner::Texts(_)))
    }

    /// The sizes of pages, in turn; none where the mock's own are used.
    pub(super) fn pages(&self) -> &'static [usize] {
        let sizes = self.find(|m| match m {
            Manner::Pages(sizes) => Some(*sizes),
            _ => None,
        });
        sizes.unwrap_or_default()
    }

    /// How far a bound is above the number.
    pub(super) fn surplus(&self, usual: usize) -> usize {
        let surplus = self.find(|m| match m {
            Manner::Surplus(surplus) => Some(*surplus),
            _ => None,
        });
        surplus.unwrap_or(usual)
    }

    /// How many items of a list without pages are shown.
    pub(super) fn cut(&self, length: usize) -> usize {
        let most = self.find(|m| match m {
            Manner::CutAt(most) => Some(*most),
            _ => None,
        });
        most.map_or(length, |most| length.min(most))
    }

    /// Whether answers have to come over a socket to show it.
    pub fn needs_socket(&self) -> bool {
        self.0.iter().any(|m| matches!(m, Manner::Wire(_)))
    }
}

/// Whether an answer of a contract has a body of which its document says nothing.
pub(super) fn is_open(contract: &Contract, status: u16) -> bool {
    let response = contract.response(status);
    response.is_some_and(|r| r.body == crate::contract::Body::Unstated)
}
