//! `report.html` in a real browser.

use super::super::browser::Page;
use super::super::util::Dir;
use super::{HOSTILE, hostile, sample};
use serde_json::{Value, json};
use std::time::Instant;

fn open(dir: &Dir) -> Page {
    Page::open(&dir.path("result/report.html"), 1440, "light", dir.root())
}

#[track_caller]
fn content(page: &mut Page, selector: &str) -> String {
    let selector = json!(selector);
    page.js(&format!("document.querySelector({selector}).textContent")).as_str().unwrap().to_owned()
}

/// How many pairs the list says it found.
#[track_caller]
fn found(page: &mut Page) -> u64 {
    page.js("list.found.length").as_u64().unwrap()
}

#[test]
fn the_page_opens_with_the_answer_and_without_a_complaint() {
    for (lang, answer) in [("ja", "一部は通れません"), ("en", "Open for some, closed for the others")]
    {
        let dir = sample(&["--lang", lang]);
        let mut page = open(&dir);
        assert_eq!(content(&mut page, "h1"), answer);
        assert_eq!(page.js("document.documentElement.lang"), lang);
        let figures = page.js("[...document.querySelectorAll('.figure strong')].map((f) => f.textContent)");
        assert_eq!(figures, json!(["3", "6", "10"]));
        assert_eq!(page.complaints(), Vec::<String>::new());
    }
}

#[test]
fn counts_of_the_page_are_those_of_the_summary() {
    let dir = sample(&[]);
    let summary: Value = serde_json::from_str(&dir.text("result/summary.json")).unwrap();
    let mut page = open(&dir);
    let reasons = page.js("Object.fromEntries(D.reasons)");
    assert_eq!(reasons, summary["reasons"]);
    let profile = page.js(
        "Object.fromEntries(D.fields.map((f, i) => [f[0], Object.fromEntries(D.profile[i].map((n, s) => [STEPS[s], n]))]))",
    );
    assert_eq!(profile, summary["fields"]);
    assert_eq!(page.js("D.totals[1] + D.totals[2] === D.pairs.length"), true);
}

#[test]
fn every_pair_is_that_of_the_data_file() {
    let dir = sample(&[]);
    let mut page = open(&dir);
    let told = page.js(
        "D.pairs.map((_, i) => { const p = pairAt(i); return [p.line, p.stays, p.goes, VERDICTS[p.verdict], p.codes, p.bits, \
         Object.fromEntries(p.cells.map((c, f) => [D.fields[f][0], STEPS[D.cells[c][0]]]))]; }).sort((a, b) => a[0] - b[0])",
    );
    let lines = dir.text("result/diff.jsonl");
    let lines = lines.lines().map(|l| serde_json::from_str::<Value>(l).unwrap());
    let expected: Vec<Value> = lines
        .map(|l| {
            let fields: serde_json::Map<String, Value> = l["fields"]
                .as_object()
                .unwrap()
                .iter()
                .map(|(name, f)| (name.clone(), f["agreement"].clone()))
                .collect();
            json!([
                l["line"],
                l["survivor_id"],
                l["merged_id"],
                l["verdict"],
                l["reasons"],
                l["evidence_bits"],
                fields
            ])
        })
        .collect();
    assert_eq!(expected.len(), 16);
    // JavaScript has one kind of number: 55.0 comes back as 55.
    assert_eq!(told.to_string(), json!(expected).to_string().replace(".0,", ","));
}

#[test]
fn filters_and_the_search_find_what_they_say() {
    let dir = sample(&["--lang", "ja"]);
    let mut page = open(&dir);
    // The page opens on what needs eyes.
    assert_eq!(found(&mut page), 6);
    page.set("#f-verdict", "");
    assert_eq!(found(&mut page), 16);
    page.set("#f-code", "plan.cycle");
    assert_eq!(found(&mut page), 2);
    page.set("#f-code", "");
    page.set("#f-field", "2");
    let not_agreeing = found(&mut page);
    page.set("#f-step", "0");
    let missing = found(&mut page);
    assert!(0 < missing && missing < not_agreeing && not_agreeing < 16, "{missing} {not_agreeing}");
    page.js("document.querySelector('.filters .plain').click()");
    page.set("#f-id", "0028");
    page.js("new Promise((done) => setTimeout(done, 300))");
    assert_eq!(found(&mut page), 1);
    assert!(content(&mut page, ".pair .ids").contains("0029"));
    page.set("#f-id", "no such");
    page.js("new Promise((done) => setTimeout(done, 300))");
    assert!(content(&mut page, ".empty").contains("ありません"));
    assert_eq!(page.complaints(), Vec::<String>::new());
}

#[test]
fn the_language_is_switched_in_place() {
    let dir = sample(&["--lang", "ja"]);
    let mut page = open(&dir);
    page.click(".pair .head");
    let japanese = content(&mut page, ".detail .why");
    page.click("#tools [lang=en]");
    let english = content(&mut page, ".detail .why");
    assert!(!japanese.is_ascii() && english.is_ascii(), "{japanese} {english}");
    assert_eq!(page.js("document.documentElement.lang"), "en");
    let left = page.js("document.querySelector('main').innerText.match(/[ぁ-ん]+/g)");
    assert_eq!(left, Value::Null, "Japanese words are left in the English page");
    page.click("#tools [lang=ja]");
    assert_eq!(content(&mut page, ".detail .why"), japanese);
    assert_eq!(page.complaints(), Vec::<String>::new());
}

/// Whether every text stands out from its background as WCAG 2.2 asks (1.4.3), every control has a name (4.1.2) and is
/// large enough to be hit (2.5.8), no ID stands twice, and nothing is wider than the window (1.4.10).
const ACCESSIBLE: &str = r#"(() => {
  const wrong = [];
  const parse = (colour) => { const m = colour.match(/[\d.]+/g).map(Number); return m.length < 4 ? [...m.slice(0, 3), 1] : m; };
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] > 0.99) return c; }
    return [255, 255, 255, 1];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let texts = 0;
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || /^(SCRIPT|STYLE|OPTION|NOSCRIPT|TITLE)$/i.test(element.tagName)) continue;
    if (element.closest('svg') || element.closest(':disabled') || !element.checkVisibility() || element.closest('.hidden,.skip')) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(parse(style.color)), light(behind(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    texts += 1;
    if (ratio < (large ? 3 : 4.5)) wrong.push(`contrast ${ratio.toFixed(2)}: ${element.tagName}.${element.className} ${walker.currentNode.textContent.trim().slice(0, 20)}`);
  }
  for (const control of document.querySelectorAll('button,select,input,textarea,a[href]')) {
    if (!control.checkVisibility()) continue;
    const name = control.getAttribute('aria-label') || control.textContent.trim() || (control.labels && [...control.labels].map((l) => l.textContent).join('').trim());
    if (!name) wrong.push(`no name: ${control.outerHTML.slice(0, 80)}`);
    const box = control.getBoundingClientRect();
    if (!control.closest('.skip') && !control.matches('.skip') && control.tagName !== 'A' && (box.height < 24 || box.width < 24)) wrong.push(`too small: ${control.outerHTML.slice(0, 80)} ${box.width}x${box.height}`);
  }
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  ids.filter((id, i) => ids.indexOf(id) !== i).forEach((id) => wrong.push(`twice: ${id}`));
  for (const role of document.querySelectorAll('[role=img]')) if (!role.getAttribute('aria-label')) wrong.push(`no text: ${role.outerHTML.slice(0, 80)}`);
  if (document.documentElement.scrollWidth > innerWidth) wrong.push(`wider than the window: ${document.documentElement.scrollWidth}`);
  if (texts < 100) wrong.push(`only ${texts} texts seen`);
  return [...new Set(wrong)].slice(0, 20);
})()"#;

#[test]
fn the_page_can_be_read_on_every_screen_light_and_dark() {
    let dir = sample(&["--lang", "ja"]);
    for (width, scheme) in [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")] {
        let mut page = Page::open(&dir.path("result/report.html"), width, scheme, dir.root());
        page.js("list.verdict = ''; refresh(); list.found.forEach((i) => list.open.add(i)); showList()");
        page.js("mark(pairAt(D.pairs.findIndex((p) => p[3] === 1)), 'approve')");
        assert_eq!(page.js(ACCESSIBLE), json!([]), "{width} {scheme}");
        page.click("#theme");
        assert_eq!(page.js(ACCESSIBLE), json!([]), "{width} {scheme}, the other way round");
    }
}

#[test]
fn marks_are_downloaded_as_a_file_that_review_takes() {
    let dir = sample(&[]);
    let mut page = open(&dir);
    page.js("document.querySelectorAll('.pair.review .head')[0].focus()");
    page.key("1");
    page.key("j");
    page.key("2");
    page.js("document.querySelectorAll('.choice.unsure')[2].click()");
    page.js("toggle(list.found[2])");
    page.set(".note textarea", "電話で確認");
    assert!(content(&mut page, "#markcount").starts_with("3 of 6 decided"));
    // Without a name there is no file.
    page.click("#download");
    assert_eq!(page.js("document.getElementById('stewardbad').hidden"), false);
    page.set("#steward", "田中 花子");
    page.click("#download");
    let done = loop {
        let progress = page.wait_for("Browser.downloadProgress");
        if progress["state"] == "completed" {
            break progress;
        }
    };
    assert!(done["receivedBytes"].as_u64().unwrap() > 300);
    assert_eq!(page.complaints(), Vec::<String>::new());
    let name = "decisions-田中 花子.json";
    let downloaded = dir.text(name);
    dir.program(&["review", "--run", "result", "--decisions", name]).run().exits(0);
    // The page and the command write the same bytes.
    assert_eq!(dir.text(&format!("result/{name}")), downloaded);
    let file: Value = serde_json::from_str(&downloaded).unwrap();
    let choices: Vec<&str> =
        file["decided"].as_array().unwrap().iter().map(|d| d["decision"].as_str().unwrap()).collect();
    assert_eq!((choices.len(), file["steward"].as_str()), (3, Some("田中 花子")));
    for choice in ["approve", "reject", "unsure"] {
        assert!(choices.contains(&choice));
    }
}

#[test]
fn hostile_ids_are_shown_and_do_nothing() {
    let dir = hostile(&[]);
    let mut page = open(&dir);
    let shown = page.js("[...document.querySelectorAll('.ids')].map((e) => [...e.querySelectorAll('b')].map((b) => b.textContent))");
    let mut shown: Vec<[String; 2]> = serde_json::from_value(shown).unwrap();
    shown.sort();
    let mut expected = HOSTILE.map(|pair| pair.map(str::to_owned)).to_vec();
    expected.sort();
    assert_eq!(shown, expected);
    assert_eq!(page.js("document.querySelectorAll('img, main script').length"), 0);
    assert_eq!(page.complaints(), Vec::<String>::new());
}

#[test]
fn the_page_connects_to_nowhere() {
    let dir = sample(&[]);
    let mut page = open(&dir);
    let held = page.js(
        "new Promise((done) => { document.addEventListener('securitypolicyviolation', (e) => done(e.effectiveDirective)); \
         fetch('https://example.com/').catch(() => {}); setTimeout(() => done('nothing held it'), 5000); })",
    );
    assert_eq!(held, "connect-src");
    let text = dir.text("result/report.html");
    assert!(!text.contains("src=") && !text.contains("@import") && !text.contains("url("));
}

#[test]
fn a_hundred_thousand_pairs_are_paged_through() {
    let dir = Dir::new();
    dir.file(
        "customers.csv",
        "customer_id,氏名,フリガナ,電話番号,生年月日\nA,佐藤 花子,サトウ ハナコ,090-3821-5567,1984-05-17\n",
    );
    let mut merges = "survivor_id,merged_id\n".to_owned();
    let all = 100_250;
    (0..all).for_each(|n| merges.push_str(&format!("A,N{n:06}\n")));
    dir.file("merges.csv", merges);
    dir.file("policy.toml", "version = 1\n[batch]\nmax_block_share = 1.0\n");
    dir.check(&["--quiet", "--policy", "policy.toml", "--report", "html"]).exits(1);
    let mut page = open(&dir);
    assert_eq!(page.js("D.pairs.length"), 100_000);
    let said = content(&mut page, "#pairs .notice");
    assert!(said.contains("250 more") && said.contains("diff.jsonl"), "{said}");
    let timed = |page: &mut Page, script: &str| {
        let since = Instant::now();
        page.js(script);
        let took = since.elapsed().as_millis();
        assert!(took < 2000, "{script} took {took} ms");
    };
    timed(&mut page, "document.querySelector('[aria-label=\"Last page\"]').click()");
    assert_eq!(page.js("document.querySelector('.pager input').value"), "2000");
    assert_eq!(page.js("document.querySelectorAll('.pair').length"), 50);
    assert!(content(&mut page, ".list").contains("N099999"));
    timed(&mut page, "document.querySelector('[aria-label=\"Previous page\"]').click()");
    timed(&mut page, "list.id = 'N077777'; search(); showList()");
    assert_eq!(found(&mut page), 1);
    timed(&mut page, "list.id = ''; list.order = 'line'; search(); showList()");
    timed(&mut page, "document.querySelector('#tools [lang=ja]').click()");
    assert_eq!(page.complaints(), Vec::<String>::new());
}

#[test]
fn pairs_are_told_apart_by_their_brands_and_no_brand_is_shown() {
    let dir = sample(&["--lang", "en"]);
    let lines = dir.text("result/diff.jsonl");
    let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let step = |line: Value| line["fields"]["scope"]["agreement"].as_str().unwrap().to_owned();
    let steps: Vec<String> = lines.map(step).collect();
    let of = |wanted: &[&str]| steps.iter().filter(|step| wanted.contains(&step.as_str())).count() as u64;
    let mut page = open(&dir);
    page.set("#f-verdict", "");
    let mut counts = Vec::new();
    for (choice, wanted) in
        [("same", &["exact", "normalized"][..]), ("other", &["different"]), ("none", &["missing"])]
    {
        page.set("#f-scope", choice);
        assert_eq!(found(&mut page), of(wanted), "{choice}");
        counts.push(found(&mut page));
    }
    assert!(counts[0] > 5 && counts[1] > 0, "{counts:?}");
    let labels =
        page.js("[...document.querySelectorAll('#f-scope option')].slice(4).map((o) => o.textContent)");
    assert_eq!(labels, json!(["brand A", "brand B", "brand C"]));
    // Each brand is one letter: the first that is listed is A.
    let (mut all, first) = (0, page.js("D.pairs.find((p) => p[13][0] >= 0)[13][0]"));
    assert_eq!(first, 0);
    for brand in ["0", "1", "2"] {
        page.set("#f-scope", brand);
        all += found(&mut page);
    }
    assert_eq!(
        all,
        counts[0]
            + 2 * counts[1]
            + page.js("D.pairs.filter((p) => (p[13][0] < 0) !== (p[13][1] < 0)).length").as_u64().unwrap()
    );
    page.set("#f-scope", "other");
    page.click(".pair .head");
    assert!(
        content(&mut page, ".detail").contains("brand A")
            || content(&mut page, ".detail").contains("brand B")
    );
    let text = dir.text("result/report.html");
    assert!(["花明り", "青嶺", "月舟"].iter().all(|brand| !text.contains(brand)));
    assert_eq!(page.complaints(), Vec::<String>::new());
}

#[test]
fn groups_are_paged_and_those_beyond_the_page_are_named_with_their_file() {
    let dir = Dir::new();
    let mut customers = "customer_id,氏名,フリガナ,電話番号,生年月日\n".to_owned();
    let mut merges = "survivor_id,merged_id\n".to_owned();
    let all = 10_004;
    for n in 0..all {
        let born = format!("19{:02}-{:02}-{:02}", 40 + n % 60, 1 + n / 60 % 12, 2 + n / 720 % 27);
        for side in ["A", "B", "C"] {
            customers.push_str(&format!("{side}{n},佐藤 花子,サトウ ハナコ,,{born}\n"));
        }
        merges.push_str(&format!("A{n},B{n}\nA{n},C{n}\n"));
    }
    dir.file("customers.csv", customers);
    dir.file("merges.csv", merges);
    dir.check(&["--quiet", "--report", "html"]).exits(1);
    let mut page = open(&dir);
    assert_eq!(page.js("[D.groups.all, D.groups.drawn.length]"), json!([all, 10_000]));
    let said = content(&mut page, "#groups .notice");
    assert!(
        said.contains("10,000 of 10,004") && said.contains("other 4") && said.contains("decisions.parquet"),
        "{said}"
    );
    assert!(content(&mut page, "#groups .pager").contains("1,667"));
    page.set("#grouppage", "1667");
    assert_eq!(page.js("document.querySelectorAll('.group').length"), 4);
    assert!(content(&mut page, "#groups .graphs").contains("Group 9999"));
    page.set("#grouppage", "99999");
    assert_eq!(page.js("document.querySelector('#grouppage').value"), "1667");
    assert_eq!(page.complaints(), Vec::<String>::new());
}
