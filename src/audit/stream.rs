//! Registrations as they come, each held against the customers there are: an ID that another person holds is refused, and so
//! is whatever cannot be read or told (Sapporo Beer, December 2020).
//!
//! The customers' cells are kept as they were read, since any of them may be asked about; only the two records of one question
//! are read and compared, as the gate does. What was accepted is held against what comes later.

use super::rows::Law;
use crate::error::Result;
use crate::fields;
use crate::gate::{self, Counts, Ids, Readings};
use crate::model::{FIELD_COUNT, FieldId, MappedColumn, RecordBatch, Verdict, trim_id};
use crate::read::{ID_HEADERS, Records};
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

/// The most bytes of one registration; no form sends as many.
pub const LINE_BYTES_MAX: usize = 1 << 20;
/// The most registrations that one stream may add to what is held; beyond it new IDs are refused.
pub const ADDED_MAX: usize = 10_000_000;
/// What stands between the cells of a held record; no cell holds it, since the readers refuse it.
const BETWEEN: char = '\0';

/// What is said of one registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The ID is nobody's.
    New,
    /// The ID is this person's already.
    SamePerson,
    /// Another person holds the ID.
    HeldByAnother,
    /// Somebody holds the ID, and it is not clear whether it is this person.
    Unclear,
    /// The ID stands on several records.
    OnSeveral,
    /// Another ID holds the login.
    LoginHeld,
    /// There is no ID on the line.
    NoId,
    /// The line is no JSON object of texts.
    Unreadable,
    /// The line is too long.
    TooLong,
    /// The answer would come too late.
    Overload,
    /// The customers cannot be read.
    NoSnapshot,
    /// Nothing more can be held.
    Full,
}

impl Answer {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::New,
        Self::SamePerson,
        Self::HeldByAnother,
        Self::Unclear,
        Self::OnSeveral,
        Self::LoginHeld,
        Self::NoId,
        Self::Unreadable,
        Self::TooLong,
        Self::Overload,
        Self::NoSnapshot,
        Self::Full,
    ];

    /// Whether the registration may go on.
    #[must_use]
    pub const fn accepts(self) -> bool {
        matches!(self, Self::New | Self::SamePerson)
    }

    /// The reason code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::New => "id.new",
            Self::SamePerson => "id.same_person",
            Self::HeldByAnother => "id.held_by_another",
            Self::Unclear => "id.unclear",
            Self::OnSeveral => "id.on_several_records",
            Self::LoginHeld => "login.held",
            Self::NoId => "id.missing",
            Self::Unreadable => "line.unreadable",
            Self::TooLong => "line.too_long",
            Self::Overload => "overload",
            Self::NoSnapshot => "snapshot.unreadable",
            Self::Full => "room.full",
        }
    }
}

/// What a key of a registration is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slot {
    Id,
    Login,
    Field(FieldId, Option<u8>),
}

/// One record that is held.
struct Held {
    mapping: Arc<[MappedColumn]>,
    /// The cells, [`BETWEEN`] between them.
    cells: Box<str>,
    is_several: bool,
}

/// The customers there are, and those that were accepted.
pub struct Desk<'a> {
    law: Law<'a>,
    held: HashMap<Box<str>, Held>,
    logins: HashMap<Box<str>, Box<str>>,
    slots: HashMap<String, Slot>,
    ignored: HashSet<String>,
    added: usize,
}

/// A registration, taken apart.
struct Registration {
    id: String,
    login: Option<String>,
    mapping: Arc<[MappedColumn]>,
    cells: Vec<String>,
}

impl<'a> Desk<'a> {
    /// Reads the customers. `login` is the key under which a registration holds its login, and `logins` those there are, each
    /// with its ID.
    ///
    /// # Errors
    ///
    /// Those of [`Records::scan`].
    pub fn open(
        records: &Records,
        law: Law<'a>,
        login: Option<(&str, Vec<(String, String)>)>,
    ) -> Result<Self> {
        let mut held: HashMap<Box<str>, Held> = HashMap::new();
        records.scan(
            None,
            |batch| {
                let cells = |row: usize| (1..batch.columns()).map(|c| batch.cell(row, c)).collect::<Vec<_>>();
                let text = |row: usize| cells(row).join(&BETWEEN.to_string()).into_boxed_str();
                let rows: Vec<(Box<str>, Box<str>)> =
                    (0..batch.rows()).map(|row| (batch.cell(row, 0).into(), text(row))).collect();
                (batch.mapping.clone(), rows)
            },
            |(mapping, rows)| {
                for (id, cells) in rows {
                    held.entry(id).and_modify(|held| held.is_several = true).or_insert_with(|| Held {
                        mapping: mapping.clone(),
                        cells,
                        is_several: false,
                    });
                }
            },
        )?;
        let (key, known) = login.map_or((None, Vec::new()), |(key, known)| (Some(key), known));
        let ignored = law.policy.columns().ignore.iter().map(|header| fields::header_key(header)).collect();
        let mut logins: HashMap<Box<str>, Box<str>> = HashMap::new();
        for (login, id) in known {
            // A login under two IDs is nobody's to register with: no ID is empty.
            let held = logins.entry(login.into()).or_insert_with(|| id.as_str().into());
            if **held != *id {
                *held = Box::default();
            }
        }
        Ok(Self { law, held, logins, slots: slots(records, key), ignored, added: 0 })
    }

    /// Answers one line, its end of line left out. What is accepted is held from then on.
    pub fn answer(&mut self, line: &[u8]) -> Answer {
        if line.len() > LINE_BYTES_MAX {
            return Answer::TooLong;
        }
        let registration = match self.read(line) {
            Ok(registration) => registration,
            Err(answer) => return answer,
        };
        let answer = match self.held.get(registration.id.as_str()) {
            None if self.added >= ADDED_MAX => Answer::Full,
            None => Answer::New,
            Some(held) if held.is_several => Answer::OnSeveral,
            Some(held) => self.compare(held, &registration),
        };
        let holder = registration.login.as_deref().and_then(|login| self.logins.get(login));
        if answer.accepts() && holder.is_some_and(|id| **id != *registration.id) {
            return Answer::LoginHeld;
        }
        // One login opens one person's data: it is held from its first accepted line on, whoever's the ID was before.
        if let Some(login) =
            registration.login.filter(|login| answer.accepts() && !self.logins.contains_key(login.as_str()))
        {
            if self.added >= ADDED_MAX {
                return Answer::Full;
            }
            self.added += 1;
            self.logins.insert(login.into(), registration.id.as_str().into());
        }
        if answer == Answer::New {
            self.added += 1;
            let cells = registration.cells.join(&BETWEEN.to_string()).into_boxed_str();
            let held = Held { mapping: registration.mapping, cells, is_several: false };
            self.held.insert(registration.id.into(), held);
        }
        answer
    }

    /// Takes a line apart.
    fn read(&self, line: &[u8]) -> std::result::Result<Registration, Answer> {
        let Ok(Object(entries)) = serde_json::from_slice::<Object>(line) else {
            return Err(Answer::Unreadable);
        };
        let (mut id, mut login) = (None, None);
        let mut columns: Vec<(Slot, String, String)> = Vec::new();
        for (key, value) in entries {
            let name = fields::header_key(&key);
            let Some(slot) = self.slots.get(&name).filter(|_| !self.ignored.contains(&name)) else {
                continue;
            };
            let text = text(&value, *slot).ok_or(Answer::Unreadable)?;
            match slot {
                Slot::Id if id.is_some() => return Err(Answer::Unreadable),
                Slot::Login if login.is_some() => return Err(Answer::Unreadable),
                Slot::Id => id = Some(trim_id(&text).to_owned()),
                Slot::Login => login = Some(trim_id(&text).to_owned()),
                Slot::Field(field, _) => {
                    let is_taken = columns.iter().any(|(other, _, _)| other == slot);
                    if is_taken && !fields::field(*field).many {
                        return Err(Answer::Unreadable);
                    }
                    columns.push((*slot, key, text));
                }
            }
        }
        let id = id.filter(|id| !id.is_empty()).ok_or(Answer::NoId)?;
        let (mapping, cells) = self.mapped(columns);
        Ok(Registration { id, login: login.filter(|login| !login.is_empty()), mapping, cells })
    }

    /// The columns of a registration. A name of which only one part is there has the other one empty.
    fn mapped(&self, mut columns: Vec<(Slot, String, String)>) -> (Arc<[MappedColumn]>, Vec<String>) {
        for field in fields::ids() {
            let has = |part: u8| columns.iter().any(|(slot, _, _)| *slot == Slot::Field(field, Some(part)));
            let missing = match (has(0), has(1)) {
                (true, false) => 1,
                (false, true) => 0,
                (true, true) | (false, false) => continue,
            };
            columns.push((Slot::Field(field, Some(missing)), String::new(), String::new()));
        }
        let formats = self.law.policy.columns().formats;
        let (mut mapping, mut cells) = (Vec::new(), Vec::new());
        for (slot, header, cell) in columns {
            if let Slot::Field(field, part) = slot {
                let number = mapping.len() + 1;
                mapping.push(MappedColumn { header, number, field, part, format: formats[field.index()] });
                cells.push(cell);
            }
        }
        (Arc::from(mapping), cells)
    }

    /// Compares the holder of an ID with who registers under it.
    fn compare(&self, held: &Held, registration: &Registration) -> Answer {
        let cells: Vec<&str> = held.cells.split(BETWEEN).take(held.mapping.len()).collect();
        let own: Vec<&str> = registration.cells.iter().map(String::as_str).collect();
        let mut keys = Ids::new();
        let mut mapped = [false; FIELD_COUNT];
        let mut chunks = Vec::new();
        for (key, mapping, cells) in [("held", &held.mapping, &cells), ("new", &registration.mapping, &own)] {
            keys.intern(key);
            mapping.iter().for_each(|column| mapped[column.field.index()] = true);
            let mut batch = RecordBatch::new(mapping.clone(), "");
            batch.push_cell(key);
            cells.iter().for_each(|cell| batch.push_cell(cell));
            batch.end_row(1);
            chunks.push(gate::normalize(&batch, &keys, self.law.counted, self.law.today));
        }
        let mut readings = Readings::new(keys.len(), mapped);
        chunks.into_iter().for_each(|chunk| readings.add(chunk));
        let compared = gate::compare_pair(&readings, &Counts::default(), 0, 1);
        match gate::judge_pair(&readings, &compared, self.law.policy).verdict {
            Verdict::Pass => Answer::SamePerson,
            Verdict::Review => Answer::Unclear,
            Verdict::Block => Answer::HeldByAnother,
        }
    }
}

/// What each key of a registration is: the headers of the customers' files first, then the usual ones.
fn slots(records: &Records, login: Option<&str>) -> HashMap<String, Slot> {
    let mut slots: HashMap<String, Slot> = HashMap::new();
    for file in records.files() {
        slots.insert(fields::header_key(&file.id), Slot::Id);
        for column in file.mapping.iter() {
            slots.insert(fields::header_key(&column.header), Slot::Field(column.field, column.part));
        }
    }
    for header in ID_HEADERS {
        slots.entry((*header).to_owned()).or_insert(Slot::Id);
    }
    for id in fields::ids() {
        let field = fields::field(id);
        for header in field.headers {
            slots.entry((*header).to_owned()).or_insert(Slot::Field(id, None));
        }
        for (part, headers) in (0..).zip(field.part_headers.into_iter().flatten()) {
            for header in headers {
                slots.entry((*header).to_owned()).or_insert(Slot::Field(id, Some(part)));
            }
        }
    }
    if let Some(login) = login {
        slots.insert(fields::header_key(login), Slot::Login);
    }
    slots
}

/// The text of a value; `None` where it is none, or one that was damaged. A number loses zeros at its start, so only an ID
/// may be a whole one.
fn text(value: &Value, slot: Slot) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::String(text) => {
            let damaged = |c: char| c == '\u{fffd}' || c == BETWEEN;
            (!text.contains(damaged)).then(|| text.clone())
        }
        Value::Number(number) if slot == Slot::Id => number.as_u64().map(|number| number.to_string()),
        Value::Number(_) | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A JSON object with its keys in order; one that has a key twice is none.
struct Object(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Object;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Object, A::Error> {
                let (mut entries, mut keys) = (Vec::new(), HashSet::new());
                while let Some((key, value)) = map.next_entry::<String, Value>()? {
                    if !keys.insert(key.clone()) {
                        return Err(A::Error::custom("a key twice"));
                    }
                    entries.push((key, value));
                }
                Ok(Object(entries))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}
