//! The first sheet: the answer, the counts, the reasons, the agreement profile, how to hand decisions back.

use super::super::paper::Paper;
use super::super::run::Run;
use super::super::words;
use super::book::{Book, Page};
use super::earlier;
use super::styles::Style;
use crate::fields;
use crate::model::{Agreement, FieldId, Label, Lang, Verdict};
use serde_json::Value;
use std::io::{self, Write};

type Sheet<'b, W> = Page<'b, W>;

/// Writes the sheet.
pub(super) fn write<W: Write>(run: &Run<'_>, paper: &Paper<'_>, book: &mut Book<W>) -> io::Result<()> {
    let t = |en, ja| Label { en, ja }.text(paper.lang);
    let mut page = book.page(t("summary", "概要"), &[36, 16, 16, 16, 16, 16, 16, 16, 16])?;
    line(&mut page, Style::Title, t("sekisho: report of the merge gate", "関所 sekisho 顧客統合の判定報告"))?;
    line(&mut page, answer_style(run), answer(run, paper))?;
    earlier::reasons(run, paper, &mut page)?;
    line(&mut page, Style::Plain, "")?;
    let totals = run.decisions.totals();
    let rows =
        [(Verdict::Pass, totals.pass), (Verdict::Review, totals.review), (Verdict::Block, totals.block)];
    for (verdict, count) in rows {
        page.begin_row()?;
        page.text(style_of(verdict), words::verdict(verdict).text(paper.lang));
        value(&mut page, &paper.count(count));
        page.end_row()?;
    }
    line(&mut page, Style::Plain, "")?;
    line(&mut page, Style::Heading, t("Reasons", "通らなかった理由"))?;
    for (code, count) in super::super::by_reason(run) {
        page.begin_row()?;
        page.text(Style::Text, &words::reason_title(code, paper.lang));
        value(&mut page, &paper.count(count));
        page.text(Style::Faint, code);
        page.end_row()?;
    }
    line(&mut page, Style::Plain, "")?;
    profile(run, paper, &mut page)?;
    earlier::profile(run, paper, &mut page)?;
    line(&mut page, Style::Plain, "")?;
    if !paper.is_shareable() {
        for text in how_to(paper) {
            line(&mut page, Style::Text, text)?;
        }
        line(&mut page, Style::Plain, "")?;
    }
    page.begin_row()?;
    page.text(Style::Faint, t("run (SHA-256 of summary.json)", "実行（summary.json の SHA-256）"));
    page.own(Style::Faint, paper.run);
    page.end_row()?;
    page.close()
}

fn how_to(paper: &Paper<'_>) -> [&'static str; 4] {
    match paper.lang {
        Lang::En => [
            "How to decide: on the sheet “review”, choose approve, reject or unsure in the column “decision”; a note is welcome.",
            "Rows may be sorted and filtered. Do not change IDs, lines or the hidden digest: changed rows are refused.",
            "Hand back this file, or the sheet saved as CSV: sekisho review --run DIR --decisions FILE --name NAME",
            "Only the shapes of differences stand here, no character of a customer's value.",
        ],
        Lang::Ja => [
            "決め方: 「要確認」シートの「決定」列で承認・却下・保留を選びます。メモも書けます（顧客の情報は書かないでください）。",
            "並べ替えや絞り込みは自由です。ID、行、非表示の照合値は変えないでください（変わった行は受け付けません）。",
            "このファイル（または CSV で保存したシート）を渡します: sekisho review --run フォルダ --decisions ファイル --name 担当者名",
            "ここにあるのは違いの形だけで、顧客の値の文字は一つも含まれません。",
        ],
    }
}

fn line<W: Write>(page: &mut Sheet<'_, W>, style: Style, text: &str) -> io::Result<()> {
    page.begin_row()?;
    page.text(style, text);
    page.end_row()
}

fn value<W: Write>(page: &mut Sheet<'_, W>, value: &Value) {
    match value.as_f64() {
        Some(number) => page.number(Style::Number, number),
        None => page.text(Style::Text, value.as_str().unwrap_or_default()),
    }
}

fn style_of(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Pass => Style::Good,
        Verdict::Review => Style::Doubt,
        Verdict::Block => Style::Bad,
    }
}

fn answer_style(run: &Run<'_>) -> Style {
    let totals = run.decisions.totals();
    if run.decisions.is_halted() {
        Style::Bad
    } else if totals.review + totals.block > 0 {
        Style::Doubt
    } else {
        Style::Good
    }
}

fn answer(run: &Run<'_>, paper: &Paper<'_>) -> &'static str {
    let totals = run.decisions.totals();
    let said = if run.decisions.is_halted() {
        Label {
            en: "Halted: the batch itself is broken; nothing may be merged",
            ja: "停止: 一括処理そのものが異常です。一件も統合してはいけません",
        }
    } else if totals.all() == 0 {
        Label { en: "The batch is empty: nothing to approve", ja: "候補が一件もありません" }
    } else if totals.review + totals.block == 0 {
        Label { en: "Open: every proposal passed", ja: "開門: すべての候補が通過しました" }
    } else {
        Label {
            en: "Closed for some: execute approved.csv only",
            ja: "一部は通れません: 実行してよいのは approved.csv だけです",
        }
    };
    said.text(paper.lang)
}

fn profile<W: Write>(run: &Run<'_>, paper: &Paper<'_>, page: &mut Sheet<'_, W>) -> io::Result<()> {
    page.begin_row()?;
    page.text(Style::Heading, Label { en: "Agreement by field", ja: "項目別の一致" }.text(paper.lang));
    for step in Agreement::ALL {
        page.text(Style::Heading, step.label().text(paper.lang));
    }
    page.end_row()?;
    let counts = super::super::by_step(run);
    let ids: Vec<FieldId> = fields::ids().filter(|id| run.readings.is_mapped(*id)).collect();
    for id in ids {
        page.begin_row()?;
        page.text(Style::Text, fields::field(id).label.text(paper.lang));
        counts[id.index()].iter().for_each(|count| value(page, &paper.count(*count)));
        page.end_row()?;
    }
    Ok(())
}
