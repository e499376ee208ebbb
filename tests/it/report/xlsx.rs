//! `report.xlsx`, read by calamine and by LibreOffice.

use super::super::util::Dir;
use super::{HOSTILE, hostile, sample};
use calamine::{Data, Reader, Xlsx};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::Command;

type Sheets = BTreeMap<String, Vec<Vec<String>>>;

fn sheets(path: &Path) -> Sheets {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(fs::read(path).unwrap())).unwrap();
    let text = |cell: &Data| cell.to_string();
    book.sheet_names()
        .into_iter()
        .map(|name| {
            let range = book.worksheet_range(&name).unwrap();
            (name, range.rows().map(|row| row.iter().map(text).collect()).collect())
        })
        .collect()
}

/// LibreOffice, with a profile of its own; it must be installed.
fn office(dir: &Dir, target: &str, file: &Path) {
    let profile = format!("-env:UserInstallation=file://{}", dir.path("office").display());
    let done = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", target, "--outdir"])
        .arg(dir.path("converted"))
        .arg(file)
        .output()
        .unwrap_or_else(|_| panic!("LibreOffice is not installed: tests/run installs it"));
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// The workbook with the decision cells of the review sheet filled in, row by row.
fn filled(from: &Path, to: &Path, decisions: &[&str]) {
    let mut archive = zip::ZipArchive::new(File::open(from).unwrap()).unwrap();
    let mut out = zip::ZipWriter::new(File::create(to).unwrap());
    for part in 0..archive.len() {
        let mut part = archive.by_index(part).unwrap();
        let name = part.name().unwrap().to_string();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        if name == "xl/worksheets/sheet2.xml" {
            for (i, decision) in decisions.iter().enumerate() {
                let cell = format!("<c r=\"D{}\" s=\"7\"/>", i + 2);
                assert!(text.contains(&cell), "{cell}");
                let full =
                    format!("{} t=\"inlineStr\"><is><t>{decision}</t></is></c>", cell.trim_end_matches("/>"));
                text = text.replace(&cell, &full);
            }
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.finish().unwrap();
}

#[test]
fn sheets_hold_what_was_decided() {
    let dir = sample(&["--lang", "ja"]);
    let sheets = sheets(&dir.path("result/report.xlsx"));
    assert_eq!(sheets.keys().map(String::as_str).collect::<Vec<_>>(), ["グループ", "却下", "概要", "要確認"]);
    let lines = dir.text("result/diff.jsonl");
    let lines: Vec<Value> = lines.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    for (sheet, verdict) in [("要確認", "review"), ("却下", "block")] {
        let rows = &sheets[sheet];
        let column =
            |title: &str| rows[0].iter().position(|t| t == title).unwrap_or_else(|| panic!("{title}"));
        let told: Vec<[&str; 4]> = rows[1..]
            .iter()
            .map(|r| ["行", "統合先ID", "統合元ID", "理由コード"].map(|t| r[column(t)].as_str()))
            .collect();
        let of_verdict = lines.iter().filter(|l| l["verdict"] == verdict);
        let expected: Vec<[String; 4]> = of_verdict
            .map(|l| {
                let codes: Vec<&str> =
                    l["reasons"].as_array().unwrap().iter().map(|c| c.as_str().unwrap()).collect();
                let text = |key: &str| l[key].as_str().unwrap().to_owned();
                [l["line"].to_string(), text("survivor_id"), text("merged_id"), codes.join(";")]
            })
            .collect();
        assert!(expected.len() > 5);
        assert_eq!(told, expected);
    }
    let row = sheets["要確認"].iter().find(|r| r[1] == "0013").unwrap();
    assert!(
        row.iter().any(|c| c.contains("文字が違う")) && row.iter().any(|c| c == "似ているが同じではない")
    );
    assert_eq!(sheets["グループ"].len(), 4, "three members, one edge that nobody proposed");
}

#[test]
fn ids_come_back_as_they_were_and_are_no_formula() {
    let dir = hostile(&["--lang", "en"]);
    let book = dir.path("result/report.xlsx");
    let read = |path: &Path| -> Vec<[String; 2]> {
        let sheets = sheets(path);
        let rows = &sheets.iter().find(|(name, _)| name.starts_with("review")).unwrap().1[1..];
        rows.iter().map(|r| [r[1].clone(), r[2].clone()]).collect()
    };
    assert_eq!(read(&book), HOSTILE);
    // LibreOffice reads and writes the workbook; a formula would have become its result.
    office(&dir, "xlsx", &book);
    assert_eq!(read(&dir.path("converted/report.xlsx")), HOSTILE);
    let mut archive = zip::ZipArchive::new(File::open(&book).unwrap()).unwrap();
    for part in 0..archive.len() {
        let mut text = String::new();
        archive.by_index(part).unwrap().read_to_string(&mut text).unwrap();
        assert!(!text.contains("<f>") && !text.contains("<f "), "a formula");
    }
}

#[test]
fn libreoffice_sees_the_list_the_filter_and_the_hidden_column() {
    let dir = sample(&["--lang", "ja"]);
    office(&dir, "fods", &dir.path("result/report.xlsx"));
    let text = dir.text("converted/report.fods");
    for wanted in [
        "table:content-validation ",
        "承認",
        "table:display-filter-buttons=\"true\"",
        "table:visibility=\"collapse\"",
    ] {
        assert!(text.contains(wanted), "{wanted}");
    }
    assert!(!text.contains("table:formula"));
    // Where the header is frozen is how the workbook is looked at; headless, nobody does.
    let mut archive = zip::ZipArchive::new(File::open(dir.path("result/report.xlsx")).unwrap()).unwrap();
    let mut sheet = String::new();
    archive.by_name("xl/worksheets/sheet2.xml").unwrap().read_to_string(&mut sheet).unwrap();
    assert!(sheet.contains("ySplit=\"1\"") && sheet.contains("state=\"frozen\""));
}

/// The parts of a workbook, by name.
fn parts(path: &Path) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
    let count = archive.len();
    let read = |part: usize| {
        let mut part = archive.by_index(part).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        (part.name().unwrap().to_string(), text)
    };
    (0..count).map(read).collect()
}

#[test]
fn what_many_cells_say_stands_in_one_table_and_what_is_a_records_own_in_its_cell() {
    let dir = sample(&["--lang", "ja"]);
    let book = dir.path("result/report.xlsx");
    let parts = parts(&book);
    let table = &parts["xl/sharedStrings.xml"];
    let uses: usize = parts.values().map(|part| part.matches(" t=\"s\"><v>").count()).sum();
    let texts = table.matches("<si>").count();
    assert!(texts > 20 && uses > 2 * texts, "{texts} texts in {uses} cells");
    assert!(table.contains(&format!(" count=\"{uses}\" uniqueCount=\"{texts}\"")));
    let lines = dir.text("result/diff.jsonl");
    let lines: Vec<Value> = lines.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    for id in lines.iter().flat_map(|l| ["survivor_id", "merged_id"].map(|key| l[key].as_str().unwrap())) {
        assert!(!table.contains(&format!(">{id}</t>")), "an ID in the table");
        assert!(parts.values().any(|part| part.contains(&format!(" t=\"inlineStr\"><is><t>{id}</t></is>"))));
    }
    // Both programs read both kinds of cells.
    office(&dir, "xlsx", &book);
    let here = sheets(&book);
    let there = sheets(&dir.path("converted/report.xlsx"));
    for (name, rows) in &here {
        let cells = |rows: &[Vec<String>]| -> Vec<String> {
            rows.iter().flatten().filter(|cell| !cell.is_empty()).cloned().collect()
        };
        assert_eq!(cells(rows), cells(&there[name]), "{name}");
    }
}

#[test]
fn a_workbook_that_libreoffice_saved_is_taken_back() {
    let dir = sample(&["--lang", "ja"]);
    let path = dir.path("filled.xlsx");
    filled(&dir.path("result/report.xlsx"), &path, &["承認", "却下", "", "保留"]);
    let review = |file: &str, name: &str| {
        dir.program(&["review", "--run", "result", "--decisions", file, "--name", name]).run().exits(0);
        dir.text(&format!("result/decisions-{name}.json")).replace(&format!("\"{name}\""), "\"NAME\"")
    };
    let direct = review("filled.xlsx", "direct");
    office(&dir, "xlsx", &path);
    assert_eq!(review("converted/filled.xlsx", "resaved"), direct);
    // Its second sheet as CSV, as a person would save it.
    office(&dir, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2", &path);
    let csv = dir.names("converted").into_iter().find(|n| n.ends_with(".csv")).unwrap();
    assert_eq!(review(&format!("converted/{csv}"), "csv"), direct);
    assert_eq!(direct.matches("\"line\"").count(), 3);
}

#[test]
fn the_same_inputs_give_the_same_bytes_for_any_number_of_threads() {
    let reports = ["1", "8"].map(|threads| {
        let dir = sample(&["--threads", threads]);
        ["report.html", "report.xlsx"].map(|name| dir.bytes(&format!("result/{name}")))
    });
    assert_eq!(reports[0], reports[1]);
}

#[test]
fn reports_are_written_as_asked_for() {
    for (list, expected) in [
        ("none", &[][..]),
        ("html", &["report.html"]),
        ("xlsx", &["report.xlsx"]),
        ("html,xlsx", &["report.html", "report.xlsx"]),
    ] {
        let dir = sample(&["--report", list]);
        let names = dir.names("result");
        let reports: Vec<&String> = names.iter().filter(|n| n.starts_with("report.")).collect();
        assert_eq!(reports, expected, "{list}");
    }
}
