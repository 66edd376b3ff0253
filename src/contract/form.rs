//! The forms of a contract, and which of them could be read.

use super::Contract;

/// A form that other forms and cases name things of. What is broken in one is not told again where it is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// Security schemes and `access`.
    Access,
    /// `clauses`.
    Clauses,
    /// `contradictions`.
    Contradictions,
    /// `document` and `linked`.
    Documents,
    /// `facts`.
    Facts,
    /// `ignored`.
    Ignored,
    /// `items`.
    Items,
    /// `lookup`.
    Lookup,
    /// `paging`.
    Paging,
    /// Parameters, and the headers of `x-docproof`.
    Parameters,
    /// Responses and their samples.
    Responses,
    /// Component schemas.
    Schemas,
    /// `throttle`.
    Throttle,
    /// `vars`.
    Vars,
}

impl Contract {
    /// Whether a form was read without mistakes: only then is what it does not declare not there.
    pub fn is_sound(&self, form: Form) -> bool {
        !self.broken.contains(&form)
    }
}
