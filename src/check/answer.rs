//! Everything that one answer shows by itself, whatever it was asked for.

use super::checks::Checks;
use super::seen::Seen;
use super::{body, content_type, facts, framing, headers, schema, status, throttle};

/// Checks status, content type, framing, body, schema, headers, facts, and the answer past a limit.
pub fn check(seen: &Seen<'_>, checks: &mut Checks) {
    status::check(seen, checks);
    framing::check(seen, checks);
    content_type::check(seen, checks);
    body::check(seen, checks);
    schema::check(seen, checks);
    headers::check(seen, checks);
    facts::check(seen, checks);
    throttle::check(seen, checks);
}
