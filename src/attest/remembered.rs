//! What the ledger remembers of a batch, in the form in which it stands on its line: counts by verdict, field and agreement.
//!
//! Numbers only. A field that the batch had no column for is left out; agreements are in the order of the ladder.

use crate::fields::{self, FIELDS};
use crate::model::Agreement;
use crate::rules::Profile;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The counts of one batch beside its verdicts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remembered {
    /// Proposals by field and agreement.
    pub fields: BTreeMap<String, [u64; Agreement::ALL.len()]>,
    /// How many records stay.
    pub survivors: u64,
    /// How many of them take in more than one record.
    pub shared_survivors: u64,
    /// The most records that one record takes in.
    pub fan_in: u64,
    /// Proposals with one distance between the lines of their records, where most have it.
    pub same_distance: u64,
}

impl Remembered {
    /// What is remembered of a batch.
    #[must_use]
    pub fn of(profile: &Profile) -> Self {
        let fields = fields::ids().filter_map(|id| {
            let steps = profile.fields[id.index()]?;
            Some((FIELDS[id.index()].name.to_owned(), steps))
        });
        Self {
            fields: fields.collect(),
            survivors: profile.survivors,
            shared_survivors: profile.shared_survivors,
            fan_in: profile.fan_in,
            same_distance: profile.same_distance,
        }
    }

    /// A profile with these counts and no verdicts.
    #[must_use]
    pub fn profile(&self) -> Profile {
        let mut profile = Profile {
            survivors: self.survivors,
            shared_survivors: self.shared_survivors,
            fan_in: self.fan_in,
            same_distance: self.same_distance,
            ..Profile::default()
        };
        for id in fields::ids() {
            profile.fields[id.index()] = self.fields.get(FIELDS[id.index()].name).copied();
        }
        profile
    }
}
