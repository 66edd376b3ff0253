//! The groups that every contract's data has: what they are called and how many members they have.

/// A group to be made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// Its name in the data: `/groups/NAME/…`.
    pub(super) key: &'static str,
    /// What it is called where names are free.
    pub(super) title: &'static str,
    /// How many members.
    pub(super) size: Size,
}

/// How many members a group has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Size {
    /// As many as the mock is asked for.
    Large,
    /// So many.
    Fixed(usize),
    /// Some of the large group's and some of its own.
    Nested,
}

/// How many members the nested group shares with the large one, and how many it has of its own.
pub(super) const NESTED: (usize, usize) = (3, 6);

/// Every group, the large one first.
pub(super) const PLANS: [Plan; 10] = [
    plan("large", "Engineering", Size::Large),
    plan("small", "Proofreaders", Size::Fixed(4)),
    plan("one", "Caretaker", Size::Fixed(1)),
    plan("empty", "Attic", Size::Fixed(0)),
    plan("nested", "Apprentices", Size::Nested),
    plan("spaced", "Quality assurance  north", Size::Fixed(3)),
    plan("slashed", "R/D 100% %2F", Size::Fixed(3)),
    plan("hostile", r#"O'Neil & "Sons" <b>\n</b>;?#"#, Size::Fixed(3)),
    plan("unicode", "編集部 Отдел é", Size::Fixed(3)),
    plan("prolific", "Management", Size::Large),
];

/// A name that no group has.
pub(super) const UNKNOWN: &str = "Nobody at all";

/// Texts that are hardly an identifier of any kind; the first that does not match is taken.
pub(super) const MALFORMED: [&str; 5] = [
    "not-an-identifier",
    "not an identifier",
    "no/such%id",
    "!",
    "-1",
];

const fn plan(key: &'static str, title: &'static str, size: Size) -> Plan {
    Plan { key, title, size }
}
