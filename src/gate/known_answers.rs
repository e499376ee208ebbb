//! Twenty pairs whose answers are known, run through the same code in every run.
//!
//! A gate that has lost a comparator, a table or a condition must not approve anything. The pairs are the ways in
//! which strangers came to share a record, and the writings in which one person appears. Source: the incident
//! notices and sections 4 to 8 of the design's notes on Japanese identity data; all values are invented.

use super::{Batch, Ids, Readings, Wanted, run};
use crate::fields;
use crate::model::{FIELD_COUNT, FieldId, MappedColumn, RecordBatch, Verdict};
use crate::policy::Policy;
use std::sync::Arc;

/// One known answer: two records as name, kana, phone, birthdate, and the verdict on them.
pub struct KnownAnswer {
    /// What the pair shows.
    pub what: &'static str,
    /// The two records.
    pub records: [[&'static str; 4]; 2],
    /// The verdict under the built-in policy.
    pub verdict: Verdict,
}

const fn known(
    what: &'static str,
    a: [&'static str; 4],
    b: [&'static str; 4],
    verdict: Verdict,
) -> KnownAnswer {
    KnownAnswer { what, records: [a, b], verdict }
}

const PASS: Verdict = Verdict::Pass;
const REVIEW: Verdict = Verdict::Review;
const BLOCK: Verdict = Verdict::Block;

/// The known answers: ten that pass and ten that must not.
pub static KNOWN_ANSWERS: [KnownAnswer; 20] = [
    known(
        "same text",
        ["佐藤 花子", "サトウ ハナコ", "090-3821-5567", "1984-05-17"],
        ["佐藤 花子", "サトウ ハナコ", "090-3821-5567", "1984-05-17"],
        PASS,
    ),
    known(
        "width and separators",
        ["佐藤　花子", "ｻﾄｳ ﾊﾅｺ", "０９０３８２１５５６７", "1984/5/17"],
        ["佐藤花子", "さとう はなこ", "090-3821-5567", "1984-05-17"],
        PASS,
    ),
    known(
        "era",
        ["田中 一郎", "タナカ イチロウ", "080-2937-4418", "昭和59年5月17日"],
        ["田中 一郎", "タナカ イチロウ", "080-2937-4418", "1984-05-17"],
        PASS,
    ),
    known(
        "international number",
        ["鈴木 愛", "スズキ アイ", "+81 90-4456-7821", "1991-11-03"],
        ["鈴木 愛", "スズキ アイ", "090-4456-7821", "1991-11-03"],
        PASS,
    ),
    known(
        "old form in a surname",
        ["渡邊 健", "ワタナベ ケン", "070-3345-9912", "1979-02-21"],
        ["渡辺 健", "ワタナベ ケン", "070-3345-9912", "1979-02-21"],
        PASS,
    ),
    known(
        "ladder kanji",
        ["髙橋 実", "タカハシ ミノル", "090-6672-3389", "1968-07-30"],
        ["高橋 実", "タカハシ ミノル", "090-6672-3389", "1968-07-30"],
        PASS,
    ),
    known(
        "kana without small letters",
        ["庄司 亮", "ｼﾖｳｼﾞ ﾘﾖｳ", "080-5561-2247", "1990-12-30"],
        ["庄司 亮", "ショウジ リョウ", "080-5561-2247", "1990-12-30"],
        PASS,
    ),
    known(
        "one landline",
        ["中村 恵", "ナカムラ メグミ", "03-3456-7812", "1975-03-09"],
        ["中村 恵", "ナカムラ メグミ", "0334567812", "1975-03-09"],
        PASS,
    ),
    known(
        "no kana on one side",
        ["小林 誠", "", "090-2218-6643", "1988-08-25"],
        ["小林 誠", "コバヤシ マコト", "090-2218-6643", "1988-08-25"],
        PASS,
    ),
    known(
        "Kangxi radicals",
        ["⽥中 二郎", "タナカ ジロウ", "090-7712-3394", "1964-10-12"],
        ["田中 二郎", "タナカ ジロウ", "090-7712-3394", "1964-10-12"],
        PASS,
    ),
    known(
        "father and son on one phone",
        ["伊藤 正", "イトウ タダシ", "045-234-5678", "1952-04-11"],
        ["伊藤 正樹", "イトウ マサキ", "045-234-5678", "1983-09-02"],
        BLOCK,
    ),
    known(
        "twins",
        ["山本 悠太", "ヤマモト ユウタ", "045-345-6712", "2010-08-08"],
        ["山本 彩花", "ヤマモト アヤカ", "045-345-6712", "2010-08-08"],
        BLOCK,
    ),
    known(
        "namesakes on one phone",
        ["鈴木 一郎", "スズキ イチロウ", "090-3345-1187", "1960-01-22"],
        ["鈴木 一郎", "スズキ イチロウ", "090-3345-1187", "1985-06-14"],
        BLOCK,
    ),
    known(
        "placeholders on both sides",
        ["高田 純", "タカダ ジュン", "000-0000-0000", "1900-01-01"],
        ["高田 純", "タカダ ジュン", "000-0000-0000", "1900-01-01"],
        REVIEW,
    ),
    known(
        "no birthdate on either side",
        ["松本 隆", "マツモト タカシ", "090-4471-2239", ""],
        ["松本 隆", "マツモト タカシ", "090-4471-2239", ""],
        REVIEW,
    ),
    known(
        "voiced mark",
        ["吉田 光", "ヨシダ ヒカル", "080-3398-7714", "1995-05-29"],
        ["吉田 光", "ヨシタ ヒカル", "080-3398-7714", "1995-05-29"],
        REVIEW,
    ),
    known(
        "look-alike kanji",
        ["斎藤 学", "サイトウ マナブ", "090-5523-8871", "1971-12-05"],
        ["斉藤 学", "サイトウ マナブ", "090-5523-8871", "1971-12-05"],
        REVIEW,
    ),
    known(
        "another phone",
        ["林 真理", "ハヤシ マリ", "090-1187-6634", "1982-02-14"],
        ["林 真理", "ハヤシ マリ", "080-7765-3321", "1982-02-14"],
        BLOCK,
    ),
    known(
        "impossible date",
        ["清水 翔", "シミズ ショウ", "070-4412-9983", "1985-02-30"],
        ["清水 翔", "シミズ ショウ", "070-4412-9983", "1985-02-30"],
        REVIEW,
    ),
    known(
        "two weakenings",
        ["澤田 進", "サワダ ススム", "06-6345-2781", "1966-03-18"],
        ["沢田 進", "サワダ ススム", "06-6345-2781", "1966-03-18"],
        REVIEW,
    ),
];

/// Proof that the known answers came out right in this run. Only [`prove`] makes one.
#[derive(Debug)]
pub struct Proven(());

/// Runs the known answers through the gate under the built-in policy.
///
/// # Errors
///
/// The descriptions of the pairs whose verdict came out otherwise.
pub fn prove(today: &str) -> Result<Proven, Vec<&'static str>> {
    let wrong = wrong_among(&KNOWN_ANSWERS, today);
    if wrong.is_empty() { Ok(Proven(())) } else { Err(wrong) }
}

fn wrong_among(answers: &[KnownAnswer], today: &str) -> Vec<&'static str> {
    let columns = [fields::NAME_KANJI, fields::NAME_KANA, fields::PHONE, fields::BIRTHDATE];
    let mapping: Arc<[MappedColumn]> = columns.into_iter().enumerate().map(|(i, f)| column(i, f)).collect();
    let mut batch = RecordBatch::new(Arc::clone(&mapping), "");
    let mut ids = Ids::new();
    let (mut survivors, mut merged) = (Vec::new(), Vec::new());
    for (i, answer) in answers.iter().enumerate() {
        for (side, record) in answer.records.iter().enumerate() {
            let id = format!("known-answer-{i}-{side}");
            if side == 0 { &mut survivors } else { &mut merged }.push(ids.intern(&id));
            batch.push_cell(&id);
            record.iter().for_each(|cell| batch.push_cell(cell));
            batch.end_row(batch.rows() as u64 + 1);
        }
    }
    let mut readings = Readings::new(ids.len(), mapped(&mapping));
    let (chunk, glance) = super::read(&batch, &ids, &columns, today);
    readings.add(chunk);
    let policy = Policy::for_known_answers();
    let (wanted, mut counting) = Wanted::of(&mut readings, policy.shared_by_max());
    counting.add(&wanted.tally(&glance));
    let counts = wanted.counts(counting);
    let decisions = run(&Batch {
        survivors: &survivors,
        merged: &merged,
        readings: &readings,
        counts: &counts,
        policy: &policy,
    });
    let decided = answers.iter().zip(decisions.all());
    decided
        .filter(|(answer, decision)| decision.verdict != answer.verdict)
        .map(|(answer, _)| answer.what)
        .collect()
}

fn column(number: usize, field: FieldId) -> MappedColumn {
    MappedColumn {
        header: fields::field(field).name.to_owned(),
        number: number + 2,
        field,
        part: None,
        format: None,
    }
}

fn mapped(mapping: &[MappedColumn]) -> [bool; FIELD_COUNT] {
    std::array::from_fn(|f| mapping.iter().any(|c| c.field.index() == f))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: &str = "2026-01-01";

    /// The answers with one field of the second record replaced.
    fn with(field: usize, value: impl Fn(&KnownAnswer) -> &'static str) -> Vec<KnownAnswer> {
        let answer = |answer: &KnownAnswer| {
            let [one, mut other] = answer.records;
            other[field] = value(answer);
            known(answer.what, one, other, answer.verdict)
        };
        KNOWN_ANSWERS.iter().map(answer).collect()
    }

    /// A comparison that always agrees is what a condition that was never applied looks like: to the gate, the other record
    /// then holds the same. One that never agrees sees another value everywhere.
    #[test]
    fn every_broken_comparison_is_noticed() {
        assert!(wrong_among(&KNOWN_ANSWERS, TODAY).is_empty());
        for (field, another) in
            ["鈴木 一郎", "スズキ イチロウ", "080-3345-9912", "1951-01-31"].iter().enumerate()
        {
            let agreeing = wrong_among(&with(field, |answer| answer.records[0][field]), TODAY);
            assert!(!agreeing.is_empty(), "a field that always agrees: {field}");
            let differing = wrong_among(&with(field, |_| another), TODAY);
            assert!(differing.len() >= 9, "a field that never agrees: {field}: {differing:?}");
        }
    }

    #[test]
    fn a_wrong_answer_is_named() {
        for (i, answer) in KNOWN_ANSWERS.iter().enumerate() {
            let mut answers: Vec<KnownAnswer> = with(0, |answer| answer.records[1][0]);
            answers[i].verdict = if answer.verdict == PASS { BLOCK } else { PASS };
            assert_eq!(wrong_among(&answers, TODAY), [answer.what]);
        }
    }
}
