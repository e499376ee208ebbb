//! Findings about a list, with what they say to people.

use super::keys;
use super::whose::{CONTACTS, Check};
use crate::audit::kind::Kind;
use crate::audit::people::shapes;
use crate::audit::result::{Finding, Line};
use crate::audit::rows::RowAt;
use crate::audit::shift;
use crate::fields;
use crate::model::FieldId;
use std::sync::Arc;

impl Check<'_> {
    fn place(&self, at: RowAt) -> Option<(Arc<str>, u64)> {
        Some((self.names[at.file as usize].clone(), at.line))
    }

    /// One row.
    pub(super) fn row_finding(&self, kind: Kind, row: u32, owner: Option<&str>) -> Finding {
        let mut line = Line {
            at: self.place(self.rows.at(row)),
            id: self.rows.id(row).to_owned(),
            belongs_to: owner.unwrap_or_default().to_owned(),
            ..Line::default()
        };
        if let Some(record) = self.record(row) {
            let agreements = self.agreements(row, record);
            let variant = self.compare.policy.variant_agrees();
            let counts = |f: &FieldId| self.has_text(row, *f) && !agreements[f.index()].agrees(variant);
            let codes: Vec<&str> =
                fields::ids().filter(counts).map(|f| fields::code(f, agreements[f.index()])).collect();
            line.against = self.place(self.rows.at(record));
            line.reasons = codes.join(";");
            line.shape = shapes(self.compare, row, record, &agreements);
        }
        let id = line.id.clone();
        Finding::new(kind, vec![line]).fact("id", id).fact("belongs_to", owner)
    }

    /// Shifted or shuffled rows.
    pub(super) fn run_finding(&self, run: &shift::Run, first: u32, number: u32) -> Finding {
        // Of an address that belongs to another ID it is said where that ID stands: there it was put.
        let away = if goes_elsewhere(run) { run.offset.unwrap_or(0) } else { 0 };
        let row = |position: usize| first + (position as i64 + away) as u32;
        let lines = [row(run.first), row(run.last)].map(|row| self.rows.at(row).line);
        let kind = if run.offset.is_some() { Kind::ListShifted } else { Kind::ListPermuted };
        let line = |row: u32| Line {
            at: self.place(self.rows.at(row)),
            id: self.rows.id(row).to_owned(),
            ..Line::default()
        };
        let words = |fields: &[FieldId]| fields.iter().map(|f| fields::field(*f).name).collect::<Vec<_>>();
        let name = &self.names[number as usize];
        let [en, ja] = said(run, lines).map(|text| format!("{name}: {text}"));
        Finding::new(kind, vec![line(row(run.first)), line(row(run.last))])
            .fact("list", name.as_ref())
            .fact("first_line", lines[0])
            .fact("last_line", lines[1])
            .fact("rows", run.rows)
            .fact("offset", run.offset)
            .fact("belong_to_other_ids", words(&run.moved))
            .fact("belong_to_their_ids", words(&run.stayed))
            .saying(en, ja)
    }

    /// A cell with several addresses.
    pub(super) fn several_finding(&self, at: RowAt, addresses: usize, people: usize) -> Finding {
        let (name, line) = (&self.names[at.file as usize], at.line);
        Finding::new(Kind::AddressSeveral, vec![Line { at: self.place(at), ..Line::default() }])
            .fact("addresses", addresses)
            .fact("people", people)
            .saying(
                format!("{name}: line {line}: {addresses} addresses in one cell; every one of these people would see the others"),
                format!("{name}: {line} 行目: 一つの欄に宛先が {addresses} 件あります。全員に互いのアドレスが見えます"),
            )
    }

    /// IDs that stand on several rows, and addresses under several IDs.
    pub(super) fn shared(&self, span: std::ops::Range<u32>) -> Vec<Finding> {
        let mut by_id: Vec<(&str, u32)> = span.clone().map(|row| (self.rows.id(row), row)).collect();
        let of_row = |row: u32| {
            keys(&self.compare.readings, row, fields::EMAIL).into_iter().map(move |key| (key, row))
        };
        let mut by_address: Vec<(u64, u32)> = span.flat_map(of_row).collect();
        let several_ids = |rows: &[u32]| rows.iter().any(|row| self.rows.id(*row) != self.rows.id(rows[0]));
        let finding = |(kind, rows): (Kind, Vec<u32>)| {
            let line = |row: &u32| Line {
                at: self.place(self.rows.at(*row)),
                id: self.rows.id(*row).to_owned(),
                ..Line::default()
            };
            Finding::new(kind, rows.iter().map(line).collect()).fact("rows", rows.len())
        };
        let repeated = together(&mut by_id).map(|rows| (Kind::RowRepeatedId, rows));
        let shared = together(&mut by_address).filter(|rows| several_ids(rows));
        let shared = shared.map(|rows| (Kind::AddressShared, rows));
        let mut all: Vec<(Kind, Vec<u32>)> = repeated.chain(shared).collect();
        all.sort_by_key(|(kind, rows)| (*kind, rows[0]));
        all.into_iter().map(finding).collect()
    }
}

/// The rows that stand under one value with others, in order.
fn together<V: Ord>(rows: &mut [(V, u32)]) -> impl Iterator<Item = Vec<u32>> {
    rows.sort_unstable();
    let runs = rows.chunk_by(|one, next| one.0 == next.0).filter(|run| run.len() > 1);
    runs.map(|run| run.iter().map(|(_, row)| *row).collect())
}

/// A run in words: what was taken from where. What is sent goes by the address, so that a run in which the address belongs
/// to another ID is said of the ID and what stayed with it.
fn said(run: &shift::Run, [first, last]: [u64; 2]) -> [String; 2] {
    let label = |f: &FieldId| fields::field(*f).label;
    let (of_id, moved) = if goes_elsewhere(run) { (true, &run.stayed) } else { (false, &run.moved) };
    let names = |ja: bool| {
        let own = of_id.then_some("ID");
        let fields = moved.iter().map(label).map(|l| if ja { l.ja } else { l.en });
        own.into_iter().chain(fields).collect::<Vec<_>>()
    };
    let (en, ja) = (names(false).join(" and "), names(true).join("・"));
    let Some(offset) = run.offset else {
        return [
            format!(
                "lines {first} to {last}: {} rows have their {en} from other lines, shuffled: send nothing",
                run.rows
            ),
            format!(
                "{first}〜{last} 行目: {} 行の{ja}が別の行のもの（並べ替え）です。何も送らないでください",
                run.rows
            ),
        ];
    };
    let above = (offset > 0) == of_id;
    let far = offset.unsigned_abs();
    let (en_from, ja_from) = match (far, above) {
        (1, true) => ("the row above".to_owned(), "一つ上の行".to_owned()),
        (1, false) => ("the row below".to_owned(), "一つ下の行".to_owned()),
        (n, true) => (format!("{n} rows above"), format!("{n} 行上の行")),
        (n, false) => (format!("{n} rows below"), format!("{n} 行下の行")),
    };
    [
        format!("lines {first} to {last}: {en} taken from {en_from} ({} rows): send nothing", run.rows),
        format!("{first}〜{last} 行目: {ja}が{ja_from}のものです（{} 行）。何も送らないでください", run.rows),
    ]
}

/// Whether what is sent goes to another ID's person.
fn goes_elsewhere(run: &shift::Run) -> bool {
    CONTACTS.iter().any(|contact| run.moved.contains(contact))
}
