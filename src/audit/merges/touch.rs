//! What contact logs say of the harm: for every touch point and kind of data how often other people's data were shown, of how
//! many people, to how many viewers, and from when to when; and which links of a record to its account are damaged.
//!
//! Two figures stand side by side everywhere, as notices give them: **gross**, the sum over the rows of a table, and
//! **distinct** people. A person is confirmed where the account certainly was somebody else's too, possible where that cannot be
//! told ("or may have occurred", Act on the Protection of Personal Information, article 26). An event under an ID that no merge
//! touched, or at a time when no merge stood, is nobody's harm and only counted.

use super::exposure::{Other, PersonIdx, Views, stands};
use super::groups::Finding;
use super::moment::Moment;
use crate::gate::Ids;
use crate::model::trim_id;
use smallvec::SmallVec;
use std::collections::{BTreeMap, HashMap};

/// What an event did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// Data were shown or sent: a leak where they were another person's (漏えい).
    Shown,
    /// Something was recorded under an account of several people: its link to its owner is damaged (毀損).
    Damaged,
}

impl Effect {
    /// The word used in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Damaged => "damaged",
        }
    }
}

/// One row of a contact log.
#[derive(Clone, Copy)]
pub struct Event<'e> {
    /// When; `None` where the row does not say.
    pub at: Option<Moment>,
    /// The ID under which it happened.
    pub id: &'e str,
    /// Whose data were shown, where the log knows; they need not be a customer's.
    pub shown: Option<&'e str>,
    /// In whose record those data stood, where that is somebody else (the buyer of a gift).
    pub owner: Option<&'e str>,
    /// Who saw it, where that is not the person of the ID.
    pub viewer: Option<&'e str>,
    /// Where it happened.
    pub touchpoint: &'e str,
    /// Which kinds of data, separated by `;`, `、` or `,`.
    pub data: &'e str,
    /// What it did.
    pub effect: Effect,
    /// Whether it is certain from elsewhere that a stranger saw it, whatever was merged.
    pub is_disclosed: bool,
}

/// A person: one of a group, or somebody whom no merge names, by the ID in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// One of a group.
    Merged(PersonIdx),
    /// Somebody else.
    Outside(u32),
}

/// One person's data in one event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exposure {
    /// Whose.
    pub person: Who,
    /// To whom; `None` where nobody knows, or nothing was shown.
    pub viewer: Option<Who>,
    /// How certain it is.
    pub finding: Finding,
}

/// What one person has of one row of the table.
#[derive(Clone, Debug)]
pub struct Seen {
    /// How certain it is.
    pub finding: Finding,
    /// Events.
    pub events: u64,
    /// Who saw it.
    pub viewers: SmallVec<[Who; 1]>,
    /// The first second, where any event says when.
    pub first: Option<i64>,
    /// The last.
    pub last: Option<i64>,
}

/// One row of the table: a touch point, the kinds of data together, and what was done.
pub struct TouchRow {
    /// The touch point.
    pub touchpoint: String,
    /// The kinds of data, separated by `;`.
    pub data: String,
    /// What it did.
    pub effect: Effect,
    /// Events with at least one exposure.
    pub events: u64,
    /// The people, the certain ones first, then by name.
    pub people: Vec<(Who, Seen)>,
    /// Distinct viewers.
    pub viewers: u64,
}

impl TouchRow {
    /// Distinct people of one certainty.
    #[must_use]
    pub fn count(&self, finding: Finding) -> u64 {
        self.people.iter().filter(|(_, seen)| seen.finding == finding).count() as u64
    }

    /// The most viewers that any one person had.
    #[must_use]
    pub fn viewers_per_person_max(&self) -> u64 {
        self.people.iter().map(|(_, seen)| seen.viewers.len() as u64).max().unwrap_or(0)
    }

    /// The first second of any event.
    #[must_use]
    pub fn first(&self) -> Option<i64> {
        self.people.iter().filter_map(|(_, seen)| seen.first).min()
    }

    /// The last second.
    #[must_use]
    pub fn last(&self) -> Option<i64> {
        self.people.iter().filter_map(|(_, seen)| seen.last).max()
    }

    /// The kinds of data, one by one.
    pub fn items(&self) -> impl Iterator<Item = &str> {
        self.data.split(';')
    }
}

/// How many events there were that are in no row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Passed {
    /// All events read.
    pub events: u64,
    /// Under an ID that no merge names, at a time when no merge stood, or of the viewer's own data.
    pub unaffected: u64,
    /// Without a time: counted as if every merge had stood.
    pub undated: u64,
    /// Of data of a person with whom no merge joined the viewer: another fault than a merge, counted as possible.
    pub unexplained: u64,
}

/// People by certainty, and the sums over the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct People {
    /// Distinct people, certain.
    pub confirmed: u64,
    /// Distinct people who may be concerned, the certain ones left out.
    pub possible: u64,
    /// The sum over the rows, certain and possible.
    pub gross: u64,
}

impl People {
    /// Distinct people, certain or not.
    #[must_use]
    pub fn all(self) -> u64 {
        self.confirmed + self.possible
    }
}

/// Counts what contact logs say.
pub struct Touches<'a> {
    views: Views<'a>,
    outside: Ids,
    rows: Vec<(u32, u32, Effect, u64)>,
    row_of: HashMap<(u32, u32, Effect), u32>,
    touchpoints: Names,
    data: Names,
    seen: HashMap<(u32, Who), Seen>,
    exposures: Vec<Exposure>,
    passed: Passed,
}

/// Texts, numbered as they come.
#[derive(Default)]
struct Names {
    texts: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Names {
    /// The number of a text; `canonical` is what is the same for texts that mean the same.
    fn number(&mut self, text: &str, canonical: impl Fn(&str) -> (String, String)) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let (key, shown) = canonical(text);
        let number = *self.numbers.entry(key).or_insert_with(|| {
            self.texts.push(shown);
            self.texts.len() as u32 - 1
        });
        self.numbers.insert(text.to_owned(), number);
        number
    }
}

/// Kinds of data are a set: the order in which a row names them does not count.
fn kinds(text: &str) -> (String, String) {
    let mut kinds: Vec<&str> = Vec::new();
    for kind in text.split([';', '、', ',', '；', '，']).map(str::trim).filter(|kind| !kind.is_empty()) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    let shown = kinds.join(";");
    kinds.sort_unstable();
    (format!("\u{0}{}", kinds.join(";")), shown)
}

impl<'a> Touches<'a> {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(views: Views<'a>) -> Self {
        Self {
            views,
            outside: Ids::new(),
            rows: Vec::new(),
            row_of: HashMap::new(),
            touchpoints: Names::default(),
            data: Names::default(),
            seen: HashMap::new(),
            exposures: Vec::new(),
            passed: Passed::default(),
        }
    }

    /// Counts one event, and gives what it exposed.
    pub fn count(&mut self, event: &Event<'_>) -> &[Exposure] {
        self.passed.events += 1;
        self.exposures.clear();
        if event.is_disclosed {
            self.disclosed(event);
        } else {
            match event.effect {
                Effect::Shown => self.shown(event),
                Effect::Damaged => self.damaged(event),
            }
        }
        if self.exposures.is_empty() {
            self.passed.unaffected += 1;
        } else {
            self.passed.undated += u64::from(event.at.is_none());
            self.enter(event);
        }
        &self.exposures
    }

    /// Who stands behind an ID of a log.
    fn who(&mut self, id: &str) -> Who {
        let id = trim_id(id);
        let person = self.views.record(id).and_then(|record| self.views.person(record));
        person.map_or_else(|| Who::Outside(self.outside.intern(id)), Who::Merged)
    }

    fn disclosed(&mut self, event: &Event<'_>) {
        let person = self.who(event.shown.unwrap_or(event.id));
        let viewer = event.viewer.map(|viewer| self.who(viewer));
        if viewer != Some(person) {
            self.exposures.push(Exposure { person, viewer, finding: Finding::Wrong });
        }
    }

    fn shown(&mut self, event: &Event<'_>) {
        let Some(account) = self.views.record(trim_id(event.id)) else { return };
        // Who sees it is the person of the ID, or whoever the log names.
        let named = event.viewer.map(|viewer| self.who(viewer));
        let record = event.viewer.and_then(|viewer| self.views.record(trim_id(viewer))).unwrap_or(account);
        let Some((own, others)) = self.views.others(record) else { return };
        let viewer = Some(named.unwrap_or(Who::Merged(own)));
        let standing: SmallVec<[Other; 4]> =
            others.iter().filter(|other| stands(other.window, event.at)).copied().collect();
        let Some(shown) = event.shown else {
            let each = standing.iter().map(|other| (Who::Merged(other.person), other.finding));
            self.exposures.extend(each.map(|(person, finding)| Exposure { person, viewer, finding }));
            return;
        };
        let person = self.who(shown);
        let owner = event.owner.map_or(person, |owner| self.who(owner));
        let finding = match owner {
            Who::Merged(owner) if owner == own => return,
            Who::Merged(owner) => {
                standing.iter().find(|other| other.person == owner).map(|other| other.finding)
            }
            // Somebody who is no merged customer, in a record that the log does not name: it may be the viewer's own.
            Who::Outside(_) if event.owner.is_none() => {
                if standing.is_empty() {
                    return;
                }
                Some(Finding::Possible)
            }
            Who::Outside(_) => None,
        };
        self.passed.unexplained += u64::from(finding.is_none());
        self.exposures.push(Exposure { person, viewer, finding: finding.unwrap_or(Finding::Possible) });
    }

    fn damaged(&mut self, event: &Event<'_>) {
        let Some(record) = self.views.record(trim_id(event.id)) else { return };
        let is_survivor = self.views.is_survivor(record);
        let Some((own, others)) = self.views.others(record) else { return };
        let standing: SmallVec<[Other; 4]> =
            others.iter().filter(|other| stands(other.window, event.at)).copied().collect();
        let Some(worst) = standing.iter().map(|other| other.finding).max() else { return };
        let person = event.shown.map_or(Who::Merged(own), |shown| self.who(shown));
        self.exposures.push(Exposure { person, viewer: None, finding: worst });
        // Under the ID that stayed, it may as well be any of the others'.
        if is_survivor && event.shown.is_none() {
            let each = standing.iter().map(|other| Who::Merged(other.person));
            let finding = Finding::Possible;
            self.exposures.extend(each.map(|person| Exposure { person, viewer: None, finding }));
        }
    }

    /// Enters the exposures of one event into its row.
    fn enter(&mut self, event: &Event<'_>) {
        let touchpoint =
            self.touchpoints.number(event.touchpoint.trim(), |text| (text.to_owned(), text.to_owned()));
        let data = self.data.number(event.data, kinds);
        let next = self.rows.len() as u32;
        let row = *self.row_of.entry((touchpoint, data, event.effect)).or_insert(next);
        if row == next {
            self.rows.push((touchpoint, data, event.effect, 0));
        }
        self.rows[row as usize].3 += 1;
        let (first, last) = (event.at.map(|at| at.start), event.at.map(|at| at.end));
        for exposure in &self.exposures {
            let seen = self.seen.entry((row, exposure.person)).or_insert_with(|| Seen {
                finding: exposure.finding,
                events: 0,
                viewers: SmallVec::new(),
                first,
                last,
            });
            seen.finding = seen.finding.max(exposure.finding);
            seen.events += 1;
            seen.first = seen.first.into_iter().chain(first).min();
            seen.last = seen.last.into_iter().chain(last).max();
            if let Some(viewer) = exposure.viewer
                && !seen.viewers.contains(&viewer)
            {
                seen.viewers.push(viewer);
            }
        }
    }

    /// The ID that names a person in files.
    #[must_use]
    pub fn name(&self, who: Who) -> &str {
        name_of(&self.views, &self.outside, who)
    }

    /// What was counted.
    #[must_use]
    pub fn finish(mut self) -> Counted<'a> {
        let mut people: Vec<Vec<(Who, Seen)>> = self.rows.iter().map(|_| Vec::new()).collect();
        for ((row, who), seen) in std::mem::take(&mut self.seen) {
            people[row as usize].push((who, seen));
        }
        let rows = self.rows.iter().zip(people).map(|((touchpoint, data, effect, events), mut people)| {
            people.sort_by(|(a, x), (b, y)| (y.finding, self.name(*a)).cmp(&(x.finding, self.name(*b))));
            let mut viewers: Vec<Who> =
                people.iter().flat_map(|(_, seen)| seen.viewers.iter().copied()).collect();
            viewers.sort_unstable();
            viewers.dedup();
            TouchRow {
                touchpoint: self.touchpoints.texts[*touchpoint as usize].clone(),
                data: self.data.texts[*data as usize].clone(),
                effect: *effect,
                events: *events,
                people,
                viewers: viewers.len() as u64,
            }
        });
        let mut rows: Vec<TouchRow> = rows.collect();
        rows.sort_by(|a, b| (&a.touchpoint, a.effect, &a.data).cmp(&(&b.touchpoint, b.effect, &b.data)));
        Counted { rows, passed: self.passed, views: self.views, outside: self.outside }
    }
}

fn name_of<'n>(views: &'n Views<'_>, outside: &'n Ids, who: Who) -> &'n str {
    match who {
        Who::Merged(person) => views.name(person),
        Who::Outside(number) => outside.text(number),
    }
}

/// What contact logs say, counted.
pub struct Counted<'a> {
    /// The rows, by touch point.
    pub rows: Vec<TouchRow>,
    /// What is in no row.
    pub passed: Passed,
    views: Views<'a>,
    outside: Ids,
}

impl Counted<'_> {
    /// The ID that names a person in files.
    #[must_use]
    pub fn name(&self, who: Who) -> &str {
        name_of(&self.views, &self.outside, who)
    }

    /// The people of the rows that `takes` part.
    #[must_use]
    pub fn people(&self, takes: impl Fn(&TouchRow) -> bool) -> People {
        self.people_who(takes, |_| true)
    }

    /// The people whom no merge names.
    #[must_use]
    pub fn outside(&self) -> People {
        self.people_who(|_| true, |who| matches!(who, Who::Outside(_)))
    }

    fn people_who(&self, takes: impl Fn(&TouchRow) -> bool, is_asked: impl Fn(Who) -> bool) -> People {
        let mut worst: HashMap<Who, Finding> = HashMap::new();
        let mut gross = 0;
        for row in self.rows.iter().filter(|row| takes(row)) {
            for (who, seen) in row.people.iter().filter(|(who, _)| is_asked(*who)) {
                gross += 1;
                let finding = worst.entry(*who).or_insert(seen.finding);
                *finding = (*finding).max(seen.finding);
            }
        }
        let of = |wanted: Finding| worst.values().filter(|finding| **finding == wanted).count() as u64;
        People { confirmed: of(Finding::Wrong), possible: of(Finding::Possible), gross }
    }

    /// For every single kind of data, its events and people.
    #[must_use]
    pub fn by_item(&self) -> BTreeMap<String, (u64, People)> {
        let items: std::collections::BTreeSet<&str> =
            self.rows.iter().flat_map(TouchRow::items).filter(|item| !item.is_empty()).collect();
        let each = items.into_iter().map(|item| {
            let has = |row: &TouchRow| row.items().any(|other| other == item);
            let events = self.rows.iter().filter(|row| has(row)).map(|row| row.events).sum();
            (item.to_owned(), (events, self.people(has)))
        });
        each.collect()
    }
}
