//! What many batches' rows hold, one behind another in memory of its own, which is given back as a whole: what each thread
//! makes for each batch would lie between what stays.

use super::glance::{Glance, Seen};
use crate::model::FieldId;

/// The glances of many batches.
#[derive(Debug, Default)]
pub struct Glances {
    keys: Vec<u64>,
    names: Vec<(u32, u64)>,
    parts: Vec<Part>,
}

/// One batch: the field of each column, and how many keys and names it has.
#[derive(Debug)]
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

    /// How many bytes they take.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of_val(self.keys.as_slice()) + size_of_val(self.names.as_slice())
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
