//! Golden files: the sample batch in every format, in both languages where a person reads it. What is written today must be
//! what stands in `tests/golden`; where a change is wanted, `SEKISHO_GOLDEN=write` writes them anew, and the difference is
//! looked at before it is kept.
//!
//! And one law over all formats: the counts in every one of them are those of the decisions.

use super::super::browser::Page;
use super::super::util::{Dir, timeless};
use super::sample;
use calamine::{Data, Reader, Xlsx};
use sekisho::read::{Merges, ReadOptions};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::Path;

/// Holds a text against the golden file of this name.
#[track_caller]
fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("SEKISHO_GOLDEN").is_some_and(|wish| wish == "write") {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let differs = kept.lines().zip(text.lines()).position(|(kept, now)| kept != now);
    let line = differs.map_or(kept.lines().count().min(text.lines().count()), |at| at) + 1;
    let of = |text: &str| text.lines().nth(line - 1).unwrap_or("(the end)").to_owned();
    let (kept_line, line_now) = (of(&kept), of(text));
    assert!(
        kept == text,
        "tests/golden/{name}, line {line}\n  kept: {kept_line}\n  now:  {line_now}\nSEKISHO_GOLDEN=write cargo test --test it golden:: writes it anew"
    );
}

/// A Parquet file as text: a header and a line for each row.
fn dump(path: &Path) -> Vec<Vec<String>> {
    let table = Merges::open(path, &ReadOptions::default()).unwrap();
    let rows = (0..table.len()).map(|row| table.cells(row).iter().map(ToString::to_string).collect());
    std::iter::once(table.headers.iter().map(ToString::to_string).collect()).chain(rows).collect()
}

fn lines(rows: &[Vec<String>]) -> String {
    rows.iter().map(|row| row.join("\t").replace('\n', "⏎") + "\n").collect()
}

type Sheets = Vec<(String, Vec<Vec<String>>)>;

fn sheets(path: &Path) -> Sheets {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(fs::read(path).unwrap())).unwrap();
    let names = book.sheet_names();
    let text = |cell: &Data| cell.to_string();
    let rows = |name: String| {
        let range = book.worksheet_range(&name).unwrap();
        (name, range.rows().map(|row| row.iter().map(text).collect()).collect())
    };
    names.into_iter().map(rows).collect()
}

/// The data of a page.
fn data(html: &str) -> Value {
    let (_, rest) = html.split_once("<script type=\"application/json\" id=\"data\">").unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

/// All that a page says in one language, every pair opened, text by text.
fn said(dir: &Dir, lang: &str) -> String {
    let mut page = Page::open(&dir.path("result/report.html"), 1440, "light", dir.root());
    page.click(&format!("#tools [lang={lang}]"));
    page.js("list.verdict = ''; list.order = 'line'; D.pairs.forEach((_, i) => list.open.add(i)); search(); draw()");
    let texts = page.js(
        "(() => { const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); const texts = []; \
         while (walk.nextNode()) if (!walk.currentNode.parentElement.closest('script, noscript, #live')) \
         texts.push(walk.currentNode.textContent.trim()); return texts.filter(Boolean); })()",
    );
    assert_eq!(page.complaints(), Vec::<String>::new());
    let texts: Vec<String> = serde_json::from_value(texts).unwrap();
    texts.iter().map(|text| format!("{text}\n")).collect()
}

#[test]
fn the_data_files_of_the_sample_are_the_golden_ones() {
    let dir = sample(&[]);
    let files = timeless(dir.contents("result"));
    for name in ["approved.csv", "review.csv", "blocked.csv", "diff.jsonl", "summary.json"] {
        golden(name, std::str::from_utf8(&files[name]).unwrap());
    }
    golden("decisions.parquet.tsv", &lines(&dump(&dir.path("result/decisions.parquet"))));
    let mut statement: Value = serde_json::from_slice(&files["certificate.json"]).unwrap();
    // The digests of what stands here as text already, or of tables that have tests of their own.
    assert!(statement["predicate"]["program"]["tables"].take().is_string());
    for subject in statement["subject"].as_array_mut().unwrap() {
        assert!(subject["digest"]["sha256"].take().is_string());
    }
    golden("certificate.json", &format!("{statement:#}\n"));
}

#[test]
fn the_reports_of_the_sample_are_the_golden_ones_in_both_languages() {
    for lang in ["ja", "en"] {
        let dir = sample(&["--lang", lang]);
        golden(&format!("report.{lang}.html.txt"), &said(&dir, lang));
        let sheets = sheets(&dir.path("result/report.xlsx"));
        let text: String = sheets.iter().map(|(name, rows)| format!("[{name}]\n{}", lines(rows))).collect();
        golden(&format!("report.{lang}.xlsx.txt"), &text);
    }
}

/// What `check` of the sample prints.
fn printed(more: &[&str]) -> String {
    let dir = sample(&[]);
    dir.check(&[&["--policy", "policy.toml", "--replace"], more].concat()).exits(1).stdout
}

#[test]
fn what_is_printed_of_the_sample_is_golden() {
    for lang in ["ja", "en"] {
        let text = printed(&["--lang", lang]);
        let (text, _until) = text.rsplit_once("result/certificate.json").unwrap();
        golden(&format!("terminal.{lang}.txt"), &format!("{text}…\n"));
        golden(&format!("findings.{lang}.sarif"), &printed(&["--format", "sarif", "--lang", lang]));
        golden(&format!("findings.{lang}.junit.xml"), &printed(&["--format", "junit", "--lang", lang]));
    }
    golden("summary.stdout.json", &printed(&["--json"]));
}

/// How many of these texts there are, by text.
fn counted<'t>(texts: impl Iterator<Item = &'t str>) -> BTreeMap<&'t str, u64> {
    let mut counts = BTreeMap::new();
    texts.for_each(|text| *counts.entry(text).or_default() += 1);
    counts
}

#[test]
fn counts_in_every_format_are_those_of_the_decisions() {
    let dir = sample(&["--lang", "en"]);
    let table = dump(&dir.path("result/decisions.parquet"));
    let column = |name: &str| table[0].iter().position(|header| header == name).unwrap();
    let of = |name: &str| table[1..].iter().map(|row| row[column(name)].as_str()).collect::<Vec<_>>();
    let verdicts = counted(of("verdict").into_iter());
    let reasons =
        counted(of("reasons").into_iter().flat_map(|codes| codes.split(';')).filter(|c| !c.is_empty()));
    let [pass, review, block] = ["pass", "review", "block"].map(|verdict| verdicts[verdict]);
    assert!(pass > 0 && review > 0 && block > 0 && pass + review + block == table.len() as u64 - 1);
    let summary: Value = serde_json::from_str(&dir.text("result/summary.json")).unwrap();
    assert_eq!(summary["verdicts"], serde_json::json!({ "pass": pass, "review": review, "block": block }));
    assert_eq!(summary["reasons"], serde_json::json!(reasons));
    for (name, count) in [("approved.csv", pass), ("review.csv", review), ("blocked.csv", block)] {
        assert_eq!(dir.text(&format!("result/{name}")).lines().count() as u64, count + 1, "{name}");
    }
    let diff: Vec<Value> =
        dir.text("result/diff.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told = counted(diff.iter().map(|line| line["verdict"].as_str().unwrap()));
    assert_eq!(told, BTreeMap::from([("block", block), ("review", review)]));
    let codes = diff.iter().flat_map(|line| line["reasons"].as_array().unwrap());
    assert_eq!(counted(codes.map(|code| code.as_str().unwrap())), reasons);
    let page = data(&dir.text("result/report.html"));
    assert_eq!(page["totals"], serde_json::json!([pass, review, block]));
    let listed =
        |verdict: u64| page["pairs"].as_array().unwrap().iter().filter(|p| p[3] == verdict).count() as u64;
    assert_eq!((listed(1), listed(2)), (review, block));
    let on_page: BTreeMap<&str, u64> = page["reasons"]
        .as_array()
        .unwrap()
        .iter()
        .map(|reason| (reason[0].as_str().unwrap(), reason[1].as_u64().unwrap()))
        .collect();
    assert_eq!(on_page, reasons);
    let groups: std::collections::BTreeSet<&str> =
        of("group").into_iter().filter(|g| !g.is_empty()).collect();
    assert_eq!(summary["groups"]["count"], groups.len());
    let sheets: BTreeMap<String, Vec<Vec<String>>> =
        sheets(&dir.path("result/report.xlsx")).into_iter().collect();
    for (name, count) in [("review", review), ("blocked", block)] {
        assert_eq!(sheets[name].len() as u64, count + 1, "{name}");
        let title = sheets[name][0].iter().position(|title| title == "reason codes").unwrap();
        let here = counted(sheets[name][1..].iter().flat_map(|row| row[title].split(';')));
        let verdict = if name == "review" { "review" } else { "block" };
        let expected = diff.iter().filter(|line| line["verdict"] == verdict);
        let expected = expected.flat_map(|line| line["reasons"].as_array().unwrap());
        assert_eq!(here, counted(expected.map(|code| code.as_str().unwrap())), "{name}");
    }
    for (word, count) in [("passed", pass), ("review", review), ("blocked", block)] {
        let row = sheets["summary"].iter().find(|row| row[0] == word).unwrap();
        assert_eq!(row[1], count.to_string(), "{word}");
    }
    let sarif: Value = serde_json::from_str(&printed(&["--format", "sarif"])).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(counted(results.iter().map(|result| result["ruleId"].as_str().unwrap())), reasons);
    let junit = printed(&["--format", "junit"]);
    let head = format!("tests=\"{}\" failures=\"{}\"", pass + review + block, review + block);
    assert!(junit.contains(&head), "{head}");
    assert_eq!(junit.matches("<testcase ").count() as u64, pass + review + block);
    for (verdict, count) in [("review", review), ("block", block)] {
        assert_eq!(junit.matches(&format!("<failure type=\"{verdict}\"")).count() as u64, count);
    }
}
