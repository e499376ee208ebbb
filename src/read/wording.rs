//! What is said about a broken text file: one place for each problem, in both languages, and no value in any.

use super::card::CardCount;
use super::cell::{CellFlaw, IdFlaw};
use super::lexer::{FIELD_BYTES_MAX, Flaw, RECORD_BYTES_MAX};
use super::usual;
use crate::error::{Problem, Result};
use crate::model::Place;
use std::sync::Arc;

/// A header that does not fall apart at the separator its extension promises.
pub(super) fn check_separator(header: &str, columns: usize, separator: u8, place: &Place) -> Result<()> {
    let problem = |en: String, ja: String| Problem::input("E_CSV_SEPARATOR", place.clone(), en, ja);
    if header.starts_with("sep=") {
        return Err(problem(
            "the first line is sep=, not a header".to_owned(),
            "1 行目が見出しではなく sep= です".to_owned(),
        )
        .help("delete the first line", "1 行目を削除してください")
        .into());
    }
    if columns > 1 {
        return Ok(());
    }
    let others = [(b'\t', "tab", "タブ"), (b';', "semicolon", "セミコロン"), (b',', "comma", "カンマ")];
    let found = others.into_iter().find(|(b, ..)| *b != separator && header.as_bytes().contains(b));
    found.map_or(Ok(()), |(_, en, ja)| {
        Err(problem(
            format!("the header is one column and holds a {en}: the file is separated by {en}"),
            format!("見出しが 1 列しかなく、{ja}を含んでいます。区切りは{ja}のようです"),
        )
        .help("separate .csv by commas and .tsv by tabs", ".csv はカンマ、.tsv はタブで区切ってください")
        .into())
    })
}

/// The problem of a record that breaks RFC 4180.
pub(super) fn flaw_problem(flaw: Flaw, place: Place) -> Problem {
    let (code, en, ja) = match flaw {
        Flaw::QuoteInBare => (
            "E_CSV_QUOTE",
            "quote inside a field that does not start with one".to_owned(),
            "引用符で始まらない項目の中に引用符があります".to_owned(),
        ),
        Flaw::AfterQuote => (
            "E_CSV_AFTER_QUOTE",
            "text after a closing quote".to_owned(),
            "閉じ引用符のあとに文字があります".to_owned(),
        ),
        Flaw::OpenQuote => (
            "E_CSV_OPEN_QUOTE",
            "quote that is never closed".to_owned(),
            "引用符が閉じられていません".to_owned(),
        ),
        Flaw::FieldSize => (
            "E_CSV_FIELD_SIZE",
            format!("field longer than {FIELD_BYTES_MAX} bytes; a quote may never be closed"),
            format!("項目が {FIELD_BYTES_MAX} バイトを超えています。引用符の閉じ忘れが疑われます"),
        ),
        Flaw::RecordSize => (
            "E_CSV_RECORD_SIZE",
            format!("record longer than {RECORD_BYTES_MAX} bytes"),
            format!("1 行が {RECORD_BYTES_MAX} バイトを超えています"),
        ),
        Flaw::BareCr => (
            "E_CSV_BARE_CR",
            "carriage return without line feed outside quotes".to_owned(),
            "引用符の外に、LF の続かない CR があります".to_owned(),
        ),
    };
    Problem::input(code, place, en, ja)
        .help("write the file as RFC 4180 says", "RFC 4180 のとおりに出力し直してください")
}

/// The problem of a cell that is longer than any may be.
pub(super) fn too_long(place: Place) -> Problem {
    let (en, ja) = (
        format!("cell longer than {FIELD_BYTES_MAX} bytes"),
        format!("セルが {FIELD_BYTES_MAX} バイトを超えています"),
    );
    Problem::input("E_CELL_SIZE", place, en, ja)
}

/// The problem of a number where an ID or a phone number is expected, in a `cell` (` in cell B7`, or nothing).
pub(super) fn lost_number(place: Place, cell: &str) -> Problem {
    Problem::input(
        "E_CELL_NUMBER",
        place,
        format!("a number{cell} that may have lost leading zeros or digits"),
        format!("数値です{cell}。先頭のゼロや桁が失われている恐れがあります"),
    )
    .help("export the column as text", "列を文字列として出力してください")
}

/// The problem of an ID that cannot be one.
pub(super) fn id_problem(flaw: IdFlaw, place: Place) -> Problem {
    match flaw {
        IdFlaw::Empty => Problem::input("E_ID_EMPTY", place, "empty ID", "ID が空です"),
        IdFlaw::Control => Problem::input(
            "E_ID_CONTROL",
            place,
            "line end or tab inside an ID",
            "ID の中に改行またはタブがあります",
        ),
        IdFlaw::Scientific => Problem::input(
            "E_ID_SCIENTIFIC",
            place,
            "ID in scientific notation: a spreadsheet destroyed it",
            "ID が指数表記です。表計算ソフトで壊れています",
        )
        .help("export again and keep the column as text", "列を文字列のまま出力し直してください"),
    }
}

/// The problems of columns of payment-card numbers and of My Numbers, ID columns (from 0) left out.
pub(super) fn card_problems<'a>(
    name: &'a str,
    headers: &'a [Arc<str>],
    ids: &'a [usize],
    cards: &'a [CardCount],
) -> impl Iterator<Item = Problem> + 'a {
    let columns = cards.iter().enumerate().filter(|(i, _)| !ids.contains(i));
    columns.flat_map(move |(i, count)| {
        let problem = |code, line, en: String, ja: String| {
            let place = usual::under(Place::file(name).at_line(line).at_column(i + 1), headers, i);
            Problem::input(code, place, en, ja).help(
                "leave the column out: it has no place in a merge job",
                "統合に不要な列です。除いて出力し直してください",
            )
        };
        let (cells, cards, mine) = (count.cells, count.hits, count.my_numbers);
        let card = count.is_refused().then(|| {
            let en = format!("payment-card numbers in {cards} of {cells} cells");
            problem("E_CARD", count.line, en, format!("{cells} 件のうち {cards} 件がカード番号です"))
        });
        let my_number = count.holds_my_numbers().then(|| {
            let en = format!("My Numbers (個人番号) in {} of {cells} cells", mine.hits);
            let ja = format!("{cells} 件のうち {} 件がマイナンバー (個人番号) です", mine.hits);
            problem("E_MY_NUMBER", mine.line, en, ja)
        });
        card.into_iter().chain(my_number)
    })
}

/// The problem of a cell that holds what no cell may hold.
pub(super) fn cell_problem(flaw: CellFlaw, place: Place) -> Problem {
    match flaw {
        CellFlaw::Control(control) => {
            let problem = Problem::input(
                "E_CELL_CONTROL",
                place,
                format!("control character U+{:04X}", u32::from(control)),
                format!("制御文字 U+{:04X} が含まれています", u32::from(control)),
            );
            match control {
                '\0' => problem.help(
                    "the file may be UTF-16 without a byte order mark: save it as UTF-8",
                    "BOM のない UTF-16 かもしれません。UTF-8 で保存し直してください",
                ),
                '\u{1b}' => problem.help(
                    "the file may be ISO-2022-JP: convert it to UTF-8",
                    "ISO-2022-JP かもしれません。UTF-8 に変換してください",
                ),
                _ => problem.help("correct the cell at its source", "元データでこのセルを直してください"),
            }
        }
        CellFlaw::Mojibake => Problem::input(
            "E_CELL_MOJIBAKE",
            place,
            "UTF-8 that was read as another encoding and saved again",
            "UTF-8 を別の文字コードとして読み、保存し直した文字化けです",
        )
        .help(
            "export again from the source, in one encoding; nothing is repaired here",
            "元のシステムから 1 つの文字コードで出力し直してください。ここでは修復しません",
        ),
        CellFlaw::Replacement => Problem::input(
            "E_CELL_REPLACEMENT",
            place,
            "U+FFFD: a character was lost in an earlier conversion",
            "U+FFFD: 以前の変換で文字が失われています",
        )
        .help("export again from the source", "元のシステムから出力し直してください"),
    }
}
