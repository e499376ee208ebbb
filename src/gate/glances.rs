//! The keys of many batches' rows, one behind another in memory of its own, which is given back as a whole: what each thread
//! makes for each batch would lie between what stays.

use super::glance::{Glance, Kept, Seen};
use crate::model::FieldId;

/// The glances of many batches.
#[derive(Clone, Debug, Default)]
pub struct Glances {
    keys: Vec<Kept>,
    names: Vec<(u32, u64)>,
    parts: Vec<Part>,
}

/// One batch: the field of each column, and how many keys and names it has.
#[derive(Clone, Debug)]
struct Part {
    fields: Vec<FieldId>,
    keys: usize,
    names: usize,
}

impl Glances {
    /// Adds those of one batch.
    pub fn push(&mut self, glance: &Glance) {
        let Seen { fields, keys, names } = glance.seen();
        self.parts.push(Part { fields: fields.to_vec(), keys: keys.len(), names: names.len() });
        self.keys.extend_from_slice(keys);
        self.names.extend_from_slice(names);
    }

    /// Adds those of one batch, which has the columns of the last one, as further rows of that one.
    pub(super) fn push_to_last(&mut self, glance: &Glance) {
        let Some(last) = self.parts.last_mut() else { return self.push(glance) };
        let Seen { fields, keys, names } = glance.seen();
        debug_assert_eq!(fields, last.fields);
        let rows = (last.keys / fields.len().max(1)) as u32;
        last.keys += keys.len();
        last.names += names.len();
        self.keys.extend_from_slice(keys);
        self.names.extend(names.iter().map(|(row, name)| (rows + row, *name)));
    }

    /// How many bytes they take.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of_val(self.keys.as_slice()) + size_of_val(self.names.as_slice())
    }

    /// All batches, in order.
    pub(super) fn all(&self) -> impl Iterator<Item = Seen<'_>> {
        let (mut keys, mut names) = (self.keys.as_slice(), self.names.as_slice());
        self.parts.iter().map(move |part| {
            let (own_keys, own_names);
            (own_keys, keys) = keys.split_at(part.keys);
            (own_names, names) = names.split_at(part.names);
            Seen { fields: &part.fields, keys: own_keys, names: own_names }
        })
    }

    /// The last so many batches, the last one first; fewer where there are no more.
    pub(super) fn last(&self, batches: usize) -> Vec<Seen<'_>> {
        let (mut keys, mut names) = (self.keys.as_slice(), self.names.as_slice());
        let parts = self.parts.iter().rev().take(batches);
        parts
            .map(|part| {
                let (later_keys, later_names);
                (keys, later_keys) = keys.split_at(keys.len() - part.keys);
                (names, later_names) = names.split_at(names.len() - part.names);
                Seen { fields: &part.fields, keys: later_keys, names: later_names }
            })
            .collect()
    }

    /// Gives the last so many batches back.
    pub(super) fn forget_last(&mut self, batches: usize) {
        for part in self.parts.drain(self.parts.len().saturating_sub(batches)..) {
            self.keys.truncate(self.keys.len() - part.keys);
            self.names.truncate(self.names.len() - part.names);
        }
        self.keys.shrink_to_fit();
        self.names.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields;

    #[test]
    fn further_rows_of_a_batch_stand_behind_its_own() {
        let [kanji, phone] = [fields::NAME_KANJI, fields::PHONE];
        let mut glances = Glances::default();
        glances.push_to_last(&Glance::made_of(vec![phone], vec![9], vec![(0, 69)]));
        glances.push(&Glance::made_of(vec![kanji, phone], vec![1, 2, 0, 3], vec![(1, 70)]));
        glances.push_to_last(&Glance::made_of(
            vec![kanji, phone],
            vec![0, 4, 0, 0, 0, 5],
            vec![(0, 71), (2, 72)],
        ));
        let all: Vec<Seen<'_>> = glances.all().collect();
        assert_eq!(all.len(), 2);
        let keys: Vec<u64> = all[1].keys.iter().map(|key| key.key()).collect();
        assert_eq!(keys, [1, 2, 0, 3, 0, 4, 0, 0, 0, 5]);
        assert_eq!(all[1].names, [(1, 70), (2, 71), (4, 72)]);
        assert_eq!([0, 1, 2, 3, 4].map(|row| all[1].name(row)), [1, 70, 71, 0, 72]);
    }

    #[test]
    fn batches_come_back_from_the_last_one_on_as_they_were_and_go() {
        let [kanji, phone] = [fields::NAME_KANJI, fields::PHONE];
        let batches = [
            Glance::made_of(vec![kanji, phone], vec![1, 2, 0, 3], vec![(1, 70)]),
            Glance::made_of(vec![], vec![], vec![]),
            Glance::made_of(vec![phone], vec![4, 5, 6], vec![(0, 71), (2, 72)]),
            Glance::made_of(vec![kanji], vec![7], vec![]),
        ];
        let told = |seen: Seen<'_>| (seen.fields.to_vec(), seen.keys.to_vec(), seen.names.to_vec());
        for together in 1..=5 {
            let mut glances = Glances::default();
            batches.iter().for_each(|batch| glances.push(batch));
            assert_eq!(glances.bytes(), 8 * 6 + 3 * 16);
            let all: Vec<_> = glances.all().map(told).collect();
            assert_eq!(all, batches.iter().map(|batch| told(batch.seen())).collect::<Vec<_>>());
            let mut back = Vec::new();
            loop {
                let last = glances.last(together);
                if last.is_empty() {
                    break;
                }
                back.extend(last.into_iter().map(told));
                glances.forget_last(together);
            }
            let expected: Vec<_> = batches.iter().rev().map(|batch| told(batch.seen())).collect();
            assert_eq!(back, expected, "{together} at a time");
            assert_eq!(glances.bytes(), 0);
        }
    }
}
