//! Samples that break something break a contradiction that is recorded.

use super::super::Form;
use super::run::Lint;
use crate::contract::SampleVerdict;

impl Lint<'_> {
    pub(super) fn samples(&self) {
        if !self.reading.is_sound(Form::Contradictions) {
            return;
        }
        for sample in &self.contract.samples {
            if let SampleVerdict::Breaks(id) = &sample.verdict
                && !self.contract.contradictions.iter().any(|c| c.id == *id)
            {
                let ids = self.contract.contradictions.iter().map(|c| c.id.as_str());
                let what = format!("contradiction that the sample `{}` breaks:", sample.name);
                self.among(sample.span, &what, id, ids, "the id of a contradiction");
            }
        }
    }
}
