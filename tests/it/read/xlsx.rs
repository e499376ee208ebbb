//! Excel workbooks, written here part by part.

use super::{CANARY, Dir, Row, error_of, read, said, scan};
use sekisho::fields;
use sekisho::read::{Merges, ReadOptions, Records};
use sha2::{Digest, Sha256};
use std::io::Write;
use zip::write::{SimpleFileOptions, ZipWriter};

/// Number formats of the workbook by their position: general, a date (14), four digits, text, an era date of the
/// Japanese Excel (27), hours, time alone.
const STYLES: &str = concat!(
    "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">",
    "<numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"0000\"/>",
    "<numFmt numFmtId=\"165\" formatCode=\"[h]:mm:ss\"/></numFmts>",
    "<fonts count=\"1\"><font/></fonts><fills count=\"1\"><fill/></fills><borders count=\"1\"><border/></borders>",
    "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\"/></cellStyleXfs>",
    "<cellXfs count=\"7\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"49\"/>",
    "<xf numFmtId=\"27\"/><xf numFmtId=\"165\"/><xf numFmtId=\"21\"/></cellXfs></styleSheet>",
);

/// The parts of a workbook with these sheets (what stands in and behind `sheetData`) and shared strings.
fn parts(sheets: &[&str], shared: &str) -> Vec<(String, String)> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let numbers = 1..=sheets.len();
    let list: String =
        numbers.clone().map(|i| format!("<sheet name=\"S{i}\" sheetId=\"{i}\" r:id=\"r{i}\"/>")).collect();
    let related: String = numbers
        .map(|i| {
            format!(
                "<Relationship Id=\"r{i}\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet{i}.xml\"/>"
            )
        })
        .collect();
    let mut parts = vec![
        (
            "[Content_Types].xml".to_owned(),
            format!(
                "<Types xmlns=\"{package}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels".to_owned(),
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!("<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets>{list}</sheets></workbook>"),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!(
                "<Relationships xmlns=\"{package}/relationships\">{related}<Relationship Id=\"r90\" Type=\"{office}/styles\" Target=\"styles.xml\"/><Relationship Id=\"r91\" Type=\"{office}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
            ),
        ),
        ("xl/styles.xml".to_owned(), STYLES.to_owned()),
        ("xl/sharedStrings.xml".to_owned(), format!("<sst xmlns=\"{main}\" {shared}</sst>")),
    ];
    for (i, sheet) in sheets.iter().enumerate() {
        let name = format!("xl/worksheets/sheet{}.xml", i + 1);
        parts.push((name, format!("<worksheet xmlns=\"{main}\">{sheet}</worksheet>")));
    }
    parts
}

fn packed(parts: &[(String, String)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook of one sheet.
fn workbook(sheet: &str) -> Vec<u8> {
    packed(&parts(&[sheet], ">"))
}

/// A cell with a text.
fn text(at: &str, text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    format!("<c r=\"{at}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>")
}

/// A cell with a number in a style.
fn number(at: &str, style: usize, value: &str) -> String {
    format!("<c r=\"{at}\" s=\"{style}\"><v>{value}</v></c>")
}

/// These rows (the first is row 1).
fn sheet(rows: &[&[String]]) -> String {
    let rows = rows.iter().enumerate();
    let rows: String = rows.map(|(i, r)| format!("<row r=\"{}\">{}</row>", i + 1, r.concat())).collect();
    format!("<sheetData>{rows}</sheetData>")
}

/// A sheet of texts.
pub fn texts(rows: &[Vec<String>]) -> Vec<u8> {
    let column = |i: usize| char::from(b'A' + i as u8);
    let rows: Vec<Vec<String>> = rows
        .iter()
        .enumerate()
        .map(|(r, cells)| {
            let cells = cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty());
            cells.map(|(c, cell)| text(&format!("{}{}", column(c), r + 1), cell)).collect()
        })
        .collect();
    workbook(&sheet(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>()))
}

fn header() -> Vec<String> {
    ["会員番号", "氏名", "電話番号", "生年月日", "メモ"]
        .iter()
        .enumerate()
        .map(|(i, h)| text(&format!("{}1", char::from(b'A' + i as u8)), h))
        .collect()
}

fn rows(bytes: &[u8]) -> Vec<Row> {
    let dir = Dir::new();
    read(&dir.file("r.xlsx", bytes)).unwrap_or_else(|e| panic!("{e}")).0
}

fn refused(bytes: &[u8]) -> Vec<(&'static str, Option<u64>, Option<usize>)> {
    let dir = Dir::new();
    said(&error_of(&dir.file("r.xlsx", bytes), &ReadOptions::default()))
}

#[test]
fn cells_are_the_texts_that_excel_shows() {
    let shared = concat!(
        "count=\"3\" uniqueCount=\"3\"><si><t>髙橋<!-- x --></t><rPh sb=\"0\" eb=\"1\"><t>タカハシ</t></rPh></si>",
        "<si/><si><r><t>山</t></r><r><t xml:space=\"preserve\">田 </t></r></si>",
    );
    let rows_xml = sheet(&[
        &header(),
        &[
            number("A2", 0, "7"),
            "<c r=\"B2\" t=\"s\"><v>0</v></c>".to_owned(),
            text("C2", "090-1234-5678"),
            number("D2", 1, "29284"),
        ],
        &[
            text("A3", "007"),
            "<c r=\"B3\" t=\"s\"><v>2</v></c>".to_owned(),
            "<c r=\"C3\" s=\"3\"/>".to_owned(),
            number("D3", 4, "29284"),
        ],
        &[
            "<c r=\"A4\" t=\"str\"><f>A2+1</f><v>C-8</v></c>".to_owned(),
            "<c r=\"B4\" t=\"s\"><v>1</v></c>".to_owned(),
            text("C4", "a & <b>"),
            number("D4", 0, "19800304"),
        ],
        &[number("A5", 0, "999999999999999"), text("D5", "1980-03-04")],
        &[number("A6", 3, "12"), number("D6", 1, "29284.5")],
        &["<c r=\"A7\" s=\"1\"/>".to_owned()],
    ]);
    let got = rows(&packed(&parts(&["<sheetData/>", &rows_xml], shared)));
    let want = super::rows_of(concat!(
        "会員番号,氏名,電話番号,生年月日,メモ\n7,髙橋,090-1234-5678,1980-03-04,\n007,山田 ,,1980-03-04,\n",
        "C-8,,a & <b>,19800304,\n999999999999999,,,1980-03-04,\n12,,,1980-03-04T12:00:00,\n",
    ));
    assert_eq!(got, want);
}

#[test]
fn a_cell_that_lost_something_is_refused_with_its_name() {
    let good = [text("A2", "1"), text("B2", "a")];
    for (cells, code, column) in [
        (vec![number("A3", 2, "7")], "E_CELL_NUMBER", 1),
        (vec![number("A3", 0, "1E+15")], "E_CELL_NUMBER", 1),
        (vec![number("A3", 0, "12345678901234567")], "E_CELL_NUMBER", 1),
        (vec![number("A3", 0, "7.5")], "E_CELL_NUMBER", 1),
        (vec![number("A3", 0, "-7")], "E_CELL_NUMBER", 1),
        (vec![text("A3", "1.23E+12")], "E_ID_SCIENTIFIC", 1),
        (vec![text("B3", CANARY)], "E_ID_EMPTY", 1),
        (vec![text("A3", "2"), number("C3", 0, "9012345678")], "E_CELL_NUMBER", 3),
        (vec![text("A3", "2"), "<c r=\"B3\" t=\"e\"><v>#N/A</v></c>".to_owned()], "E_XLSX_ERROR", 2),
        (vec![text("A3", "2"), number("D3", 1, "-5")], "E_XLSX_DATE", 4),
        (vec![text("A3", "2"), number("D3", 1, "99999999")], "E_XLSX_DATE", 4),
        (vec![text("A3", "2"), text("B3", &format!("{CANARY}\u{fffd}"))], "E_CELL_REPLACEMENT", 2),
        (vec![text("A3", "2"), text("B3", &format!("{CANARY}_x0001_"))], "E_CELL_CONTROL", 2),
        (vec![text("A3", "2"), "<c r=\"B3\"><f>A1</f></c>".to_owned()], "E_XLSX_FORMULA", 2),
        (vec![text("A3", "2"), "<c r=\"B3\"><f>A1</f><v></v></c>".to_owned()], "E_XLSX_FORMULA", 2),
        (vec![text("A3", "2"), text("E3", "4111111111111111")], "E_CARD", 5),
    ] {
        let bytes = workbook(&sheet(&[&header(), &good, &cells]));
        assert_eq!(refused(&bytes)[0], (code, Some(3), Some(column)), "{cells:?}");
        let dir = Dir::new();
        let error = error_of(&dir.file("r.xlsx", &bytes), &ReadOptions::default());
        let named = format!("{}3", char::from(b'A' + column as u8 - 1));
        let is_named = ["E_CELL_NUMBER", "E_XLSX_ERROR", "E_XLSX_DATE", "E_XLSX_FORMULA"].contains(&code);
        assert!(!is_named || error.problems()[0].en.contains(&named), "{error}");
    }
}

#[test]
fn a_workbook_that_counts_its_days_otherwise_than_the_policy_declares_is_refused() {
    let sheet = sheet(&[
        &["会員番号", "氏名", "電話番号", "生年月日"]
            .iter()
            .zip(["A1", "B1", "C1", "D1"])
            .map(|(header, at)| text(at, header))
            .collect::<Vec<_>>(),
        &[text("A2", "1"), text("B2", "轟 鼕鼕"), text("C2", "090-7193-5824"), number("D2", 0, "27822")],
    ]);
    let dir = Dir::new();
    let open = |flag: &str, format: Option<&str>| {
        let mut parts = parts(&[&sheet], ">");
        for (_, part) in parts.iter_mut().filter(|(name, _)| name == "xl/workbook.xml") {
            *part = part.replace("<sheets>", &format!("<workbookPr {flag}/><sheets>"));
        }
        let mut columns = sekisho::model::Columns::default();
        let id = format.and_then(|name| fields::format_by_name(fields::BIRTHDATE, name));
        columns.formats[fields::BIRTHDATE.index()] = id;
        let path = dir.file("r.xlsx", packed(&parts));
        Records::open(&[path], &columns, &[], &ReadOptions::default()).err().map(|error| said(&error))
    };
    let off = Some(vec![("E_XLSX_EPOCH", None, Some(4))]);
    for (flag, format, expected) in [
        ("", None, None),
        ("date1904=\"1\"", None, None),
        ("", Some("excel-1900"), None),
        ("date1904=\"0\"", Some("excel-1900"), None),
        ("date1904=\"1\"", Some("excel-1904"), None),
        ("date1904='true'", Some("excel-1904"), None),
        ("date1904=\"1\"", Some("era7"), None),
        ("date1904=\"1\"", Some("excel-1900"), off.clone()),
        ("date1904=\"true\"", Some("excel-1900"), off.clone()),
        ("", Some("excel-1904"), off.clone()),
        ("date1904=\"false\"", Some("excel-1904"), off),
    ] {
        assert_eq!(open(flag, format), expected, "{flag} {format:?}");
    }
}

#[test]
fn a_sheet_that_is_no_table_is_refused() {
    let (head, row) = (header().concat(), text("A2", "1"));
    let table = format!("<sheetData><row r=\"1\">{head}</row><row r=\"2\">{row}</row></sheetData>");
    let c = text("B4", CANARY);
    for (sheets, want) in [
        (vec![table.clone(), table.clone()], ("E_XLSX_SHEETS", None, None)),
        (vec!["<sheetData/>".to_owned()], ("E_FILE_EMPTY", None, None)),
        (
            vec![format!(
                "<sheetData><row r=\"1\">{head}</row><row r=\"2\">{row}</row><row r=\"4\">{}{c}</row></sheetData>",
                text("A4", "2")
            )],
            ("E_XLSX_BLANK", Some(3), None),
        ),
        (
            vec![format!(
                "<sheetData><row r=\"1\">{head}</row><row r=\"2\">{row}{}</row></sheetData>",
                text("F2", CANARY)
            )],
            ("E_XLSX_FIELDS", Some(2), None),
        ),
        (
            vec![format!(
                "<sheetData><row r=\"1\">{head}</row><row r=\"2\">{row}</row><row r=\"3\">{}</row></sheetData>",
                head.replace("1\" t=", "3\" t=")
            )],
            ("E_XLSX_HEADER_AGAIN", Some(3), None),
        ),
        (
            vec![format!("{table}<mergeCells count=\"1\"><mergeCell ref=\"B2:B3\"/></mergeCells>")],
            ("E_XLSX_MERGED", Some(2), Some(2)),
        ),
        (
            vec![format!(
                "<sheetData><row r=\"1\">{head}</row><row r=\"3\">{}</row><row r=\"2\">{row}</row></sheetData>",
                text("A3", "2")
            )],
            ("E_XLSX", None, None),
        ),
        (
            vec![format!("<sheetData><row r=\"1\">{head}</row><row r=\"2\">{row}{row}</row></sheetData>")],
            ("E_XLSX", None, None),
        ),
        (
            vec![format!(
                "<sheetData><row r=\"1\">{}{}</row><row r=\"2\">{row}</row></sheetData>",
                text("A1", "id"),
                text("C1", "氏名")
            )],
            ("E_HEADER_EMPTY", Some(1), Some(2)),
        ),
        (vec![format!("<sheetData><row r=\"1\">{head}</row></sheetData>")], ("E_NO_ROWS", None, None)),
        (vec![format!("<sheetData><row r=\"1\">{head}</row>")], ("E_XLSX", None, None)),
        (
            vec![table.replace("<row r=\"2\">", "<row r=\"2\"><c r=\"AAAAAAAAAAAA2\"><v>1</v></c>")],
            ("E_XLSX", None, None),
        ),
    ] {
        let borrowed: Vec<&str> = sheets.iter().map(String::as_str).collect();
        let got = refused(&packed(&parts(&borrowed, ">")));
        assert_eq!((got[0].0, want.1.and(got[0].1), want.2.and(got[0].2)), want, "{sheets:?}");
    }
}

#[test]
fn a_sheet_that_is_full_to_its_last_row_is_refused() {
    let rows = |last: u32| {
        let head = header().concat().replace("1\" t=", &format!("{}\" t=", last - 1));
        let row = text(&format!("A{last}"), "1");
        workbook(&format!(
            "<sheetData><row r=\"{}\">{head}</row><row r=\"{last}\">{row}</row></sheetData>",
            last - 1
        ))
    };
    assert_eq!(self::rows(&rows(1_048_575)).len(), 1);
    assert_eq!(refused(&rows(1_048_576)), [("E_XLSX_FULL", Some(1_048_576), None)]);
}

#[test]
fn a_workbook_that_claims_or_unpacks_too_much_is_refused_before_it_is_read() {
    let table = sheet(&[&header(), &[text("A2", "1")]]);
    let claims = packed(&parts(&[&table], "uniqueCount=\"99999999999999\">"));
    assert_eq!(refused(&claims), [("E_PACKED_BOMB", None, None)]);
    let shared = table.replace(
        "</row></sheetData>",
        "<c r=\"B2\"><f t=\"shared\" ref=\"B2\" si=\"9999999999\">A1</f><v>1</v></c></row></sheetData>",
    );
    assert_eq!(refused(&workbook(&shared)), [("E_PACKED_BOMB", None, None)]);
    let cells = "<c r=\"A1\"/>".repeat(7 << 20);
    assert_eq!(refused(&workbook(&cells)), [("E_PACKED_BOMB", None, None)], "a sheet of nothing but cells");
    let mut large = parts(&[&table], ">");
    large.push(("xl/media/a.xml".to_owned(), " ".repeat(80 << 20)));
    assert_eq!(refused(&packed(&large)), [("E_PACKED_BOMB", None, None)]);
    for bytes in [b"PK\x03\x04".to_vec(), b"".to_vec(), b"id\n1\n".to_vec(), super::packed::gzip(b"x")] {
        assert_eq!(refused(&bytes)[0].0, "E_XLSX");
    }
}

#[test]
fn a_damaged_workbook_is_refused_or_read_exactly() {
    let bytes = workbook(&sheet(&[&header(), &[text("A2", "1"), text("B2", "山田")]]));
    let want = rows(&bytes);
    let dir = Dir::new();
    let mut refused = 0;
    for at in (0..bytes.len()).step_by(7) {
        let mut bytes = bytes.clone();
        bytes[at] ^= 0x11;
        match read(&dir.file("r.xlsx", &bytes)) {
            Ok((rows, _)) => assert!(rows == want, "byte {at} changed what was read"),
            Err(error) => {
                said(&error);
                refused += 1;
            }
        }
        let cut = read(&dir.file("cut.xlsx", &bytes[..at]));
        said(&cut.map(|(rows, _)| rows.len()).unwrap_err());
    }
    assert!(refused > 50, "{refused}");
}

#[test]
fn many_rows_come_in_order_and_the_second_pass_sees_the_same() {
    let mut table = vec![vec!["会員番号".to_owned(), "氏名".to_owned()]];
    table.extend((0..10_000).map(|i| vec![format!("{i:05}"), format!("山田{i}")]));
    let bytes = texts(&table);
    let dir = Dir::new();
    let path = dir.file("r.xlsx", &bytes);
    let records = super::open(&path, &ReadOptions::default()).unwrap();
    let (rows, first) = scan(&records).unwrap();
    assert_eq!(rows.len(), 10_000);
    assert!(rows.iter().zip(&table[1..]).all(|(got, want)| got.1 == *want));
    assert!(rows.iter().enumerate().all(|(i, r)| r.0 == i as u64 + 2));
    assert_eq!(first.digests[0].sha256, <[u8; 32]>::from(Sha256::digest(&bytes)));
    assert!(scan(&records).unwrap() == (rows, first));
}

#[test]
fn proposals_become_csv_rows() {
    let dir = Dir::new();
    let rows = [
        vec![text("A1", "survivor_id"), text("B1", "merged_id"), text("C1", "when"), text("D1", "note")],
        vec![text("A2", "A"), number("B2", 0, "7"), number("C2", 1, "45000"), text("D2", "a,\"b")],
        vec![text("A3", "C"), text("B3", "D"), number("C3", 5, "1.5"), number("D3", 6, "0.5")],
        vec![
            text("A4", "E"),
            text("B4", "F"),
            number("C4", 0, "1.25"),
            "<c r=\"D4\" t=\"b\"><v>1</v></c>".into(),
        ],
    ];
    let rows: Vec<&[String]> = rows.iter().map(Vec::as_slice).collect();
    let merges = Merges::open(&dir.file("m.xlsx", workbook(&sheet(&rows))), &ReadOptions::default()).unwrap();
    assert_eq!(merges.header_raw, b"survivor_id,merged_id,when,note");
    assert_eq!(merges.raw_row(0), b"A,7,2023-03-15,\"a,\"\"b\"");
    assert_eq!(merges.raw_row(1), b"C,D,36:00:00,12:00:00");
    assert_eq!(merges.raw_row(2), b"E,F,1.25,TRUE");
    assert_eq!((merges.survivor_id(0), merges.merged_id(0), merges.line(0)), ("A", "7", 2));
}
