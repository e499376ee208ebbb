//! What a file that is about to leave the house holds: which columns are personal data, and of how many people.
//!
//! The case is Volvo Car Japan's of November 2019: a file with the data of 2,940 people went out as an attachment to 29
//! recipients, unencrypted and without a second pair of eyes; and that of ship-to people, who are no customers and count all
//! the same (Tougyoku, 2022: 187 of them). A column is told by its header and by its cells, whatever the header says; in
//! doubt it is personal data. People are counted from above: two writings of one person count as two, so that a list is never taken
//! for smaller than it is.

use super::outgoing_cells::{self, Kind};
use super::rows::{key_of, mixed};
use crate::error::Result;
use crate::fields;
use crate::model::FieldId;
use crate::read::{CardSight, InputDigest, Listing, card_sight, is_known_header};
use std::collections::HashSet;
use std::sync::Arc;

/// Of the cells of a column with so many times this as hits, the column is refused as one of card numbers: of codes of 13 to
/// 19 digits one in ten. Of random codes 2.1 % have an issuer's prefix and a valid check digit (see `read::card`).
const CARD_SHARE: u64 = 10;

/// A column of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingColumn {
    /// Its number, from 1.
    pub number: usize,
    /// Its header, where it is surely one; another may be data.
    pub header: Option<Arc<str>>,
    /// What it holds; `None` for no personal data.
    pub kind: Option<Kind>,
    /// Whether the header says so; otherwise the cells do.
    pub by_header: bool,
    /// Whether the header names another person than the customer (a ship-to name).
    pub is_anothers: bool,
    /// Cells that are not empty.
    pub cells: u64,
    /// In how many people's rows it is not empty, at most.
    pub people: u64,
    /// Cells that hold a payment-card number, and the line of the first; refused where there are any.
    pub cards: Option<(u64, u64)>,
    /// The same where there are so many other long codes that these may be chance: for a person to look at.
    pub suspects: Option<(u64, u64)>,
}

/// What a list holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// What was read.
    pub digest: InputDigest,
    /// Its columns.
    pub columns: Vec<OutgoingColumn>,
    /// Different customers, at most.
    pub customers: u64,
    /// Different other people (ship-to, family), at most, who are no customers of the list.
    pub others: u64,
}

impl Outgoing {
    /// All people whose data are in the list, at most.
    #[must_use]
    pub fn people(&self) -> u64 {
        self.customers + self.others
    }

    /// The columns that hold personal data.
    pub fn personal(&self) -> impl Iterator<Item = &OutgoingColumn> {
        self.columns.iter().filter(|column| column.kind.is_some())
    }

    /// Whether it holds anybody's data.
    #[must_use]
    pub fn is_personal(&self) -> bool {
        self.personal().next().is_some()
    }

    /// The columns with payment-card numbers.
    pub fn cards(&self) -> impl Iterator<Item = &OutgoingColumn> {
        self.columns.iter().filter(|column| column.cards.is_some())
    }

    /// The columns of long codes of which some may be payment-card numbers.
    pub fn suspects(&self) -> impl Iterator<Item = &OutgoingColumn> {
        self.columns.iter().filter(|column| column.suspects.is_some())
    }
}

/// Reads a list twice: what its columns are, then how many people it holds. `today` is the date (ISO 8601).
///
/// # Errors
///
/// Those of the reader.
pub fn look_through(list: &Listing, today: &str) -> Result<Outgoing> {
    let headers = list.headers();
    let mut seen: Vec<Seen> = headers.iter().map(|_| Seen::default()).collect();
    seen.iter_mut().zip(headers).for_each(|(seen, header)| seen.see_card(header, 1));
    let all: Vec<usize> = (0..headers.len()).collect();
    list.scan(&all, &[], |row| {
        seen.iter_mut().enumerate().for_each(|(i, seen)| seen.see(row.cell(i), row.line, today));
        Ok(())
    })?;
    let mut columns: Vec<OutgoingColumn> = headers
        .iter()
        .zip(&seen)
        .enumerate()
        .map(|(i, (header, seen))| seen.column(i + 1, header, today))
        .collect();
    let mut people = People::of(&columns);
    let digest = list.scan(&all, &[], |row| {
        let cells: Vec<&str> = all.iter().map(|column| row.cell(*column)).collect();
        people.see(row.line, &cells);
        Ok(())
    })?;
    for (column, keys) in columns.iter_mut().zip(&people.by_column) {
        column.people = keys.len() as u64;
    }
    let others = people.others.difference(&people.names).count() as u64;
    Ok(Outgoing { digest, columns, customers: people.customers.len() as u64, others })
}

/// Of these columns (from 0) of a list those that seem to hold somebody's data, by header or by cells. A column that parts
/// records (a consent, a shop) is told by its cells alone.
///
/// # Errors
///
/// Those of the reader.
pub fn personal_columns(list: &Listing, columns: &[usize], today: &str) -> Result<Vec<usize>> {
    let mut seen: Vec<Seen> = columns.iter().map(|_| Seen::default()).collect();
    if columns.is_empty() {
        return Ok(Vec::new());
    }
    list.scan(columns, &[], |row| {
        seen.iter_mut().enumerate().for_each(|(i, seen)| seen.see(row.cell(i), row.line, today));
        Ok(())
    })?;
    let is_personal = |(column, seen): &(&usize, Seen)| {
        let header = &list.headers()[**column];
        let by_header = outgoing_cells::kind_of_header(header).is_some() && !fields::may_be_scope(header);
        seen.cells > 0 && (by_header || seen.by_cells().is_some())
    };
    Ok(columns.iter().zip(seen).filter(is_personal).map(|(column, _)| *column).collect())
}

/// Kinds that are told so surely by a cell that one of them makes a column personal.
const SURE: [Kind; 3] = [Kind::Email, Kind::Phone, Kind::Address];

/// What was seen of one column.
#[derive(Default)]
struct Seen {
    cells: u64,
    kinds: [u64; Kind::ALL.len()],
    long_codes: u64,
    cards: u64,
    first_card: u64,
}

impl Seen {
    fn see(&mut self, cell: &str, line: u64, today: &str) {
        if cell.trim().is_empty() {
            return;
        }
        self.cells += 1;
        if let Some(kind) = outgoing_cells::kind_of(cell, today) {
            self.kinds[kind as usize] += 1;
        }
        self.see_card(cell, line);
    }

    fn see_card(&mut self, cell: &str, line: u64) {
        match card_sight(cell) {
            CardSight::Nothing => {}
            CardSight::LongCode => self.long_codes += 1,
            CardSight::Card => {
                self.first_card = if self.cards == 0 { line } else { self.first_card };
                self.cards += 1;
                self.long_codes += 1;
            }
        }
    }

    /// What the cells say: half of them, of whatever kinds, make a column, and so does a single sure one.
    fn by_cells(&self) -> Option<Kind> {
        let cells = |kind: &Kind| self.kinds[*kind as usize];
        let hits: u64 = self.kinds.iter().sum();
        let kinds = if hits * 2 >= self.cells { &Kind::ALL[..] } else { &SURE[..] };
        // Of two that are met as often the first counts.
        kinds.iter().rev().filter(|kind| cells(kind) > 0).max_by_key(|kind| cells(kind)).copied()
    }

    fn column(&self, number: usize, header: &Arc<str>, today: &str) -> OutgoingColumn {
        let named = outgoing_cells::kind_of_header(header);
        let by_cells = self.by_cells().or_else(|| in_header(header, today));
        let is_refused = self.cards * CARD_SHARE >= self.long_codes;
        let cards = (self.cards > 0).then_some((self.cards, self.first_card));
        OutgoingColumn {
            number,
            header: (is_known_header(header) || named.is_some()).then(|| header.clone()),
            kind: named.or(by_cells),
            by_header: named.is_some(),
            is_anothers: fields::is_anothers(header),
            cells: self.cells,
            people: 0,
            cards: cards.filter(|_| is_refused),
            suspects: cards.filter(|_| !is_refused),
        }
    }
}

/// What a header is by itself: of a file without a header it is somebody's data. A name counts in two words only, since
/// short headers are made of the same characters as names.
fn in_header(header: &str, today: &str) -> Option<Kind> {
    let is_two_words = header.trim().contains([' ', '\u{3000}']);
    outgoing_cells::kind_of(header, today).filter(|kind| *kind != Kind::Name || is_two_words)
}

/// What tells a person, the strongest first: each with a name, then each alone.
const WITNESSES: [Kind; 5] = [Kind::Birthdate, Kind::Phone, Kind::Email, Kind::Address, Kind::Id];

/// The people of a list, by keys of their values.
struct People {
    /// For each column what it holds, and whether it is another's.
    kinds: Vec<(Option<Kind>, bool)>,
    customers: HashSet<u64>,
    names: HashSet<u64>,
    others: HashSet<u64>,
    by_column: Vec<HashSet<u64>>,
}

impl People {
    fn of(columns: &[OutgoingColumn]) -> Self {
        Self {
            kinds: columns.iter().map(|column| (column.kind, column.is_anothers)).collect(),
            customers: HashSet::new(),
            names: HashSet::new(),
            others: HashSet::new(),
            by_column: columns.iter().map(|_| HashSet::new()).collect(),
        }
    }

    fn see(&mut self, line: u64, cells: &[&str]) {
        let key = |kinds: &[(Option<Kind>, bool)], kind: Kind, anothers: bool| {
            let of_kind = kinds.iter().zip(cells).filter(|((k, a), _)| *k == Some(kind) && *a == anothers);
            let keys: Vec<u64> = of_kind.filter_map(|(_, cell)| value_key(kind, cell)).collect();
            (!keys.is_empty()).then(|| keys.iter().fold(kind as u64, |sum, key| sum.rotate_left(9) ^ key))
        };
        let person = |anothers: bool| {
            let of = |kind| key(&self.kinds, kind, anothers);
            let name = of(Kind::Name).or_else(|| of(Kind::Kana));
            let witness = WITNESSES.into_iter().find_map(of);
            (name, name.map_or(witness, |name| Some(name ^ witness.unwrap_or(0).rotate_left(31))))
        };
        let (own_name, own) = person(false);
        let (other_name, other) = person(true);
        // Somebody's data without anything that tells whose: a person of its own.
        let has_personal = self
            .kinds
            .iter()
            .zip(cells)
            .any(|((kind, anothers), cell)| kind.is_some() && !anothers && !cell.trim().is_empty());
        let own = own.or_else(|| has_personal.then(|| mixed(&line.to_string())));
        self.customers.extend(own);
        self.names.extend(own_name);
        // Another is told by the name, so that a customer's own name in a ship-to column is no other person.
        self.others.extend(other_name.or(other));
        let row = own.or(other).unwrap_or_else(|| mixed(&line.to_string()));
        for (cell, keys) in cells.iter().zip(&mut self.by_column) {
            if !cell.trim().is_empty() {
                keys.insert(row);
            }
        }
    }
}

/// The key of a value: what agrees has the same one where the field can be read, and the text's own otherwise.
fn value_key(kind: Kind, cell: &str) -> Option<u64> {
    let text = cell.trim();
    if text.is_empty() {
        return None;
    }
    let field: Option<FieldId> = kind.field();
    let read = field.and_then(|field| {
        let mut value = String::new();
        let parsed = fields::parse(field, None, text, &mut value);
        (parsed.status == fields::Status::Ok).then(|| key_of(field, &value))
    });
    Some(read.unwrap_or_else(|| mixed(text)))
}
