//! How long a field takes to read one value. Each bench asserts what it read, so that fast and wrong cannot win.
//! Unit: values a second, over the values of 2,000 synthetic customers.

#![allow(clippy::expect_used, missing_docs)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sekisho::fields::{self, Reading, Status, name::whole};
use sekisho::model::{Agreement, FieldId};
use sekisho::synth::{Synth, SynthPlan};
use std::hint::black_box;

const ROWS: u64 = 2_000;

/// The cells of one column of the synthetic table, which has no quoted cells.
fn column(header: &str) -> Vec<String> {
    let synth = Synth::new(SynthPlan { rows: ROWS, merges: 200, seed: 1 }).expect("enough rows");
    let mut text = String::new();
    synth.customers(0..ROWS, &mut text);
    let names: Vec<&str> = sekisho::synth::CUSTOMERS_HEADER.trim_end().split(',').collect();
    let at = names.iter().position(|name| *name == header).expect("the column");
    text.lines().map(|line| line.split(',').nth(at).expect("a cell").to_owned()).collect()
}

fn read_all(field: FieldId, values: &[String], out: &mut String) -> usize {
    let parse = fields::field(field).parse;
    let mut ok = 0;
    for value in values {
        out.clear();
        ok += usize::from(parse(black_box(value), out).status == Status::Ok);
    }
    ok
}

fn normalize(c: &mut Criterion) {
    let mut group = c.benchmark_group("normalize");
    let columns = [
        ("name_kanji", fields::NAME_KANJI),
        ("name_kana", fields::NAME_KANA),
        ("phone", fields::PHONE),
        ("birthdate", fields::BIRTHDATE),
        ("email", fields::EMAIL),
        ("postal_code", fields::POSTAL_CODE),
        ("address", fields::ADDRESS),
    ];
    for (header, field) in columns {
        let values = column(header);
        let mut out = String::new();
        let ok = read_all(field, &values, &mut out);
        assert!(ok > values.len() / 3, "{header}: only {ok} of {} could be read", values.len());
        group.throughput(Throughput::Elements(values.len() as u64));
        group.bench_function(header, |b| {
            b.iter(|| assert_eq!(read_all(field, &values, &mut out), ok));
        });
    }
    // The four required fields of one record after the other, as a run reads them; unit: records a second.
    let required = columns.map(|(header, field)| (field, column(header)));
    let required = &required[..4];
    let mut out = String::new();
    group.throughput(Throughput::Elements(ROWS));
    group.bench_function("a record's four required fields", |b| {
        b.iter(|| {
            let read = |i: usize| required.iter().map(move |(field, cells)| (*field, cells[i].as_str()));
            let ok = (0..ROWS as usize).flat_map(read).filter(|(field, cell)| {
                out.clear();
                (fields::field(*field).parse)(black_box(cell), &mut out).status == Status::Ok
            });
            assert!(ok.count() > 3 * ROWS as usize);
        });
    });
    group.finish();
}

/// Whether a name that two records agree on is the full name of one person, as a run asks it of each agreeing pair: the way it is
/// asked, and the way without the short one for ordinary names. Unit: pairs a second; the names are those of the synthetic customers.
fn whole_names(c: &mut Criterion) {
    let kanji: Vec<String> = column("name_kanji").into_iter().filter(|name| !name.is_ascii()).collect();
    let latin = ["Kohei Hasumi", "MARIA SANTOS", "Patrick Brennan", "Nguyen Thanh"].map(str::to_owned);
    let kinds = [
        ("kanji as written", kanji.clone()),
        ("kanji without a space", kanji.iter().map(|name| name.split([' ', '\u{3000}']).collect()).collect()),
        ("kana", column("name_kana")),
        ("Latin letters", latin.to_vec()),
    ];
    let mut group = c.benchmark_group("whole name");
    for (kind, names) in kinds {
        let parse = fields::field(fields::NAME_KANJI).parse;
        let read: Vec<(String, String)> = names
            .into_iter()
            .filter_map(|raw| {
                let mut value = String::new();
                (parse(&raw, &mut value).status == Status::Ok).then_some((raw, value))
            })
            .collect();
        let ask = |setback: fn(&Reading<'_>, &Reading<'_>) -> Option<Agreement>| {
            let one = |(raw, value): &(String, String)| {
                let reading = Reading { status: Status::Ok, weak: None, raw, value };
                setback(black_box(&reading), black_box(&reading)).is_none()
            };
            read.iter().filter(|name| one(name)).count()
        };
        let whole = ask(whole::setback_at_length);
        assert!(whole * 10 > read.len() * 9, "{kind}: only {whole} of {} are whole", read.len());
        group.throughput(Throughput::Elements(read.len() as u64));
        group.bench_function(kind, |b| b.iter(|| assert_eq!(ask(whole::setback), whole)));
        group.bench_function(format!("{kind}, at length"), |b| {
            b.iter(|| assert_eq!(ask(whole::setback_at_length), whole));
        });
    }
    group.finish();
}

criterion_group!(benches, normalize, whole_names);
criterion_main!(benches);
