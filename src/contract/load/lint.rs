//! Whether a contract agrees with itself.

use super::Reading;
use crate::contract::Contract;

pub(super) fn lint(_reading: &Reading<'_>, _contract: &Contract) {}
