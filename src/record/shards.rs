//! Whether the records of a run that was dealt out to several processes are all there, each once.

use std::collections::BTreeMap;

use super::Shard;

/// The shards of the records that were read.
#[derive(Debug, Default)]
pub(super) struct Shards {
    /// What the first record with a shard says of all of them.
    dealt: Option<Shard>,
    /// The file of each.
    files: BTreeMap<u32, String>,
    /// The first record that is no shard.
    whole: Option<String>,
}

impl Shards {
    /// Adds the shard that a file's header names, and says what does not fit those before.
    pub(super) fn add(&mut self, shard: Option<Shard>, file: &str) -> Result<(), String> {
        let Some(shard) = shard else {
            self.whole.get_or_insert_with(|| file.to_owned());
            return self.unmixed();
        };
        let Shard { number, of, cases } = shard;
        if number == 0 || number > of {
            return Err(format!("shard {number} of {of} is none"));
        }
        let dealt = *self.dealt.get_or_insert(shard);
        if (dealt.of, dealt.cases) != (of, cases) {
            return Err(format!(
                "records of different runs: this is a shard of {of} with {cases} cases in all, the first record of {} with {}",
                dealt.of, dealt.cases
            ));
        }
        if let Some(before) = self.files.get(&number) {
            return Err(format!(
                "shard {number} of {of} is there twice, first in {before}"
            ));
        }
        self.files.insert(number, file.to_owned());
        self.unmixed()
    }

    fn unmixed(&self) -> Result<(), String> {
        match (&self.whole, self.files.values().next()) {
            (Some(whole), Some(shard)) => Err(format!(
                "records of different runs: {shard} is a shard, {whole} is none"
            )),
            _ => Ok(()),
        }
    }

    /// What is missing, when every file was read: shards, or cases of a run that was not cut off.
    pub(super) fn missing(&self, cases: usize, cut_off: bool) -> Option<String> {
        let dealt = self.dealt?;
        let missing = (1..=dealt.of).filter(|number| !self.files.contains_key(number));
        let missing: Vec<String> = missing.map(|n| n.to_string()).collect();
        let there = self.files.keys().map(ToString::to_string);
        let there = there.collect::<Vec<_>>().join(", ");
        match missing.as_slice() {
            [] if cut_off || u64::try_from(cases) == Ok(dealt.cases) => None,
            [] => Some(format!(
                "the shards have {cases} cases together; {} were dealt out",
                dealt.cases
            )),
            [one] => Some(format!(
                "shard {one} of {} is missing; there are {there}",
                dealt.of
            )),
            many => Some(format!(
                "shards {} of {} are missing; there are {there}",
                many.join(", "),
                dealt.of
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::unnecessary_wraps, reason = "what a header has")]
    fn shard(number: u32, of: u32) -> Option<Shard> {
        Some(Shard {
            number,
            of,
            cases: 10,
        })
    }

    /// Shards, cases that are there, and what is told.
    type Row<'a> = (&'a [Option<Shard>], usize, &'a [&'a str]);

    fn told(shards: &[Option<Shard>], cases: usize) -> Vec<String> {
        let mut all = Shards::default();
        let added = shards.iter().enumerate();
        let added = added.map(|(n, shard)| all.add(*shard, &format!("{n}.ndjson")));
        let mut told: Vec<String> = added
            .collect::<Vec<_>>()
            .into_iter()
            .filter_map(Result::err)
            .collect();
        told.extend(all.missing(cases, false));
        told
    }

    #[test]
    fn every_shard_is_there_once() {
        let whole = shard(2, 2);
        let rows: &[Row<'_>] = &[
            (&[None, None], 3, &[]),
            (&[shard(2, 2), shard(1, 2)], 10, &[]),
            (&[shard(1, 1)], 10, &[]),
            (
                &[shard(2, 3)],
                4,
                &["shards 1, 3 of 3 are missing; there are 2"],
            ),
            (&[shard(1, 2)], 5, &["shard 2 of 2 is missing; there are 1"]),
            (
                &[shard(1, 2), shard(1, 2), shard(2, 2)],
                10,
                &["shard 1 of 2 is there twice, first in 0.ndjson"],
            ),
            (
                &[shard(1, 2), whole, None],
                10,
                &["records of different runs: 0.ndjson is a shard, 2.ndjson is none"],
            ),
            (
                &[shard(1, 2), shard(2, 2)],
                9,
                &["the shards have 9 cases together; 10 were dealt out"],
            ),
            (
                &[shard(1, 1), shard(2, 3)],
                10,
                &[
                    "records of different runs: this is a shard of 3 with 10 cases in all, the first record of 1 with 10",
                ],
            ),
            (&[shard(0, 3)], 0, &["shard 0 of 3 is none"]),
        ];
        for (shards, cases, expected) in rows {
            assert_eq!(told(shards, *cases), *expected);
        }
    }
}
