//! What is said of a case in the end.

use serde::{Deserialize, Serialize};

/// The verdict of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every check held or was vacuous.
    Passed,
    /// A check broke.
    Failed,
    /// The transcript proves nothing.
    Inconclusive(Cause),
    /// The target lacks what the case needs; what.
    Skipped(String),
}

/// Why a transcript proves nothing. There are no other causes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// No response head arrived.
    Transport(String),
    /// 502, 503 or 504 after the retries.
    Unavailable(u16),
    /// 429 that the case did not ask for, after the patience.
    Throttled,
    /// 401 after the credential was renewed.
    CredentialRefused,
    /// The data changed under a walk or a comparison.
    DataChanged,
    /// An answer is not there to be judged, by no fault of the service: it was never asked for, it is not in the record,
    /// or it is larger than docproof reads. In words.
    Unread(String),
}

impl Verdict {
    /// The word of the verdict.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Inconclusive(_) => "inconclusive",
            Self::Skipped(_) => "skipped",
        }
    }

    /// Whether the case ran, and did not pass: on a mock that behaves as documented it shows nothing of others.
    pub fn ran_in_vain(&self) -> bool {
        matches!(self, Self::Failed | Self::Inconclusive(_))
    }
}
