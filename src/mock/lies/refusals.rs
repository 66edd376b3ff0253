//! Who is served: credentials, identifiers, parameters.

use crate::contract::Contract;
use crate::http::Request;
use crate::mock::data::Data;
use crate::mock::groups::Group;
use crate::mock::lie::Lie;
use crate::mock::typed::sent;
use crate::verdict::{AccessState, LookupState};

/// What a mock answers to a state of a credential in place of `status` (`None`: it serves the request).
pub(in crate::mock) fn access(
    lie: Option<&Lie>,
    scheme: &str,
    state: AccessState,
    status: Option<u16>,
) -> Option<u16> {
    match lie {
        Some(Lie::Access {
            scheme: s,
            state: of,
            answer,
        }) if s == scheme && *of == state => *answer,
        _ => status,
    }
}

/// The group that is served in place of what was found for an identifier in this state.
pub(in crate::mock) fn lookup<'a>(
    lie: Option<&Lie>,
    data: &'a Data,
    parameter: &str,
    state: &LookupState,
    found: Result<Option<&'a Group>, u16>,
) -> Result<Option<&'a Group>, u16> {
    match lie {
        Some(Lie::Lookup {
            parameter: p,
            state: of,
            answer,
        }) if p == parameter && of == state => match answer {
            Some(status) => Err(*status),
            None => Ok(data.group("large")),
        },
        _ => found,
    }
}

/// The group that is served in place of the one that was named.
pub(in crate::mock) fn group<'a>(
    lie: Option<&Lie>,
    data: &'a Data,
    group: &'a Group,
) -> Result<&'a Group, u16> {
    match lie {
        Some(Lie::OtherGroup) => {
            let at = data.groups.iter().position(|g| g.key == group.key);
            let next = at.and_then(|at| data.groups.iter().cycle().nth(at + 1));
            Ok(next.unwrap_or(group))
        }
        Some(Lie::EmptyGroup(status)) if group.members.is_empty() => Err(*status),
        _ => Ok(group),
    }
}

/// The status that a request is refused with for sending a parameter, or for leaving it out.
pub(in crate::mock) fn parameter(
    lie: Option<&Lie>,
    contract: &Contract,
    request: &Request,
) -> Option<u16> {
    let (name, refuses, status) = match lie {
        Some(Lie::Parameter { name, sent, status }) => (name, *sent, *status),
        Some(Lie::OddText { parameter, status }) => {
            let text = request.parameter(parameter);
            return text.is_some_and(is_odd).then_some(*status);
        }
        _ => return None,
    };
    let parameter = contract.parameter(name)?;
    (sent(request, parameter).is_some() == refuses).then_some(status)
}

/// Whether a text has what is escaped in a URL or quoted in a header field.
fn is_odd(text: &str) -> bool {
    let odd = |c: char| !c.is_ascii() || c.is_whitespace() || "%?#\"'<>[]&;".contains(c);
    text.contains(odd)
}
