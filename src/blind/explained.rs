//! The explained groups of `docs/soundness.md`: rows of its tables.

use super::{Change, Survivor};

/// A group of survivors that the document's silence explains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The contracts; `*` stands for any text.
    contract: String,
    /// Status and place, as [`Survivor`] has them; `*` stands for any text.
    places: Vec<String>,
    /// The changes; none for any.
    changes: Vec<Change>,
    /// Its line, from one.
    pub line: usize,
}

impl Explained {
    /// The groups of a page: rows of four columns, the first three in back quotes.
    pub fn read(page: &str) -> Vec<Self> {
        page.lines()
            .enumerate()
            .filter_map(|(number, line)| Self::row(number + 1, line))
            .collect()
    }

    fn row(line: usize, text: &str) -> Option<Self> {
        let inner = text.trim().strip_prefix('|')?.strip_suffix('|')?;
        let cells: Vec<&str> = inner.split('|').map(str::trim).collect();
        let [contract, places, changes, why] = cells.as_slice() else {
            return None;
        };
        let quoted = |cell: &str| -> Vec<String> {
            cell.split('`')
                .skip(1)
                .step_by(2)
                .map(str::to_owned)
                .collect()
        };
        let words = quoted(changes);
        let changes = Change::ALL
            .into_iter()
            .filter(|c| words.iter().any(|w| w == c.word()));
        let contract = quoted(contract).first()?.clone();
        (!why.is_empty()).then(|| Self {
            contract,
            places: quoted(places),
            changes: changes.collect(),
            line,
        })
    }

    /// Whether it explains a change of a survivor.
    pub fn covers(&self, survivor: &Survivor, change: Change) -> bool {
        let place = format!("{} {}", survivor.status, survivor.place);
        let changes = self.changes.is_empty() || self.changes.contains(&change);
        changes
            && is_like(&self.contract, &survivor.contract)
            && self.places.iter().any(|p| is_like(p, &place))
    }
}

/// Whether a text is one of a pattern in which `*` stands for any text.
fn is_like(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => match text.strip_prefix(start) {
            None => false,
            Some(after) => {
                let ends = after.char_indices().map(|(at, _)| at).chain([after.len()]);
                ends.into_iter()
                    .any(|at| after.get(at..).is_some_and(|tail| is_like(rest, tail)))
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_cover_what_they_name() {
        let page = "| contract | place | changes | why |\n| --- | --- | --- | --- |\n| `acme/*` | `200 /a/*`, `404 /b` | `drop`, `null` | Silent. |\n";
        let rows = Explained::read(page);
        assert_eq!(rows.len(), 1);
        let survivor = |status, place: &str| Survivor {
            contract: "acme/things".to_owned(),
            status,
            place: place.to_owned(),
            changes: [Change::Drop].into(),
        };
        assert!(rows[0].covers(&survivor(200, "/a/[]/c"), Change::Drop));
        assert!(rows[0].covers(&survivor(404, "/b"), Change::Null));
        assert!(!rows[0].covers(&survivor(404, "/b"), Change::Swap));
        assert!(!rows[0].covers(&survivor(200, "/b"), Change::Drop));
    }
}
