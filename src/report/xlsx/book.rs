//! A workbook written as it comes (ECMA-376, Office Open XML; parts 1 and 2): rows go straight through compression into
//! the file, so that a million of them need no memory, no second file, and nothing that would lie on a disk in clear where
//! the file is encrypted.
//!
//! Cells are texts and numbers; there is no formula. The archive holds no time: every part has the archive format's first
//! day, the workbook a fixed one.

use super::super::tokens::{push_number, push_shortest};
use super::rows::{Content, Rows};
use super::styles::{self, Style};
use super::texts::{Shared, escaped, push_text};
use std::fmt::Write as _;
use std::io::{self, Write};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

/// The most rows of a sheet, the header included (Excel specifications and limits).
pub(super) const ROWS_MAX: u32 = 1_048_576;
/// The most bytes of a sheet before compression; another sheet is begun before, since an archive without 64-bit sizes,
/// which not every reader knows, ends at 4 GiB a part.
const SHEET_BYTES_MAX: u64 = 3 << 30;
/// How many bytes of rows are handed on together.
const CHUNK: usize = 1 << 16;
/// The fastest: a report is written once and opened a few times.
const LEVEL: i64 = 1;

/// One column of a sheet.
pub(super) struct Column {
    pub(super) title: String,
    /// Its width, in characters of the standard font.
    pub(super) width: u32,
    pub(super) is_hidden: bool,
    /// The words that may be chosen in its cells; empty where anything may stand in them.
    pub(super) choices: Vec<&'static str>,
}

impl Column {
    /// One that is shown, in whose cells anything may stand.
    pub(super) fn new(title: impl Into<String>, width: u32) -> Self {
        Self { title: title.into(), width, is_hidden: false, choices: Vec::new() }
    }
}

/// A sheet that is finished.
struct Sheet {
    name: String,
    /// Its cells, `$A$1:$R$20`; `None` for a sheet without a table.
    table: Option<String>,
}

/// What the archive is written to. Once that has failed it takes everything in silence, since the archive ends itself when it is
/// dropped, and would say on the terminal by itself that it cannot.
struct Once<W> {
    out: W,
    has_failed: bool,
}

impl<W: Write> Once<W> {
    fn noting<T>(&mut self, done: io::Result<T>) -> io::Result<T> {
        self.has_failed |= done.as_ref().is_err_and(|error| error.kind() != io::ErrorKind::Interrupted);
        done
    }
}

impl<W: Write> Write for Once<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.has_failed {
            return Ok(bytes.len());
        }
        let written = self.out.write(bytes);
        self.noting(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.has_failed {
            return Ok(());
        }
        let flushed = self.out.flush();
        self.noting(flushed)
    }
}

/// A workbook in the making.
pub(super) struct Book<W: Write> {
    zip: ZipWriter<StreamWriter<Once<W>>>,
    sheets: Vec<Sheet>,
    shared: Shared,
    rows_max: u32,
}

/// One sheet in the making.
pub(super) struct Page<'b, W: Write> {
    book: &'b mut Book<W>,
    name: String,
    columns: Vec<Column>,
    /// How many sheets this table already stands on.
    part: u32,
    row: u32,
    /// The row's number as text.
    row_text: String,
    cell: usize,
    /// The letters of the columns met so far.
    letters: Vec<String>,
    bytes: u64,
    text: String,
    has_header: bool,
}

impl<W: Write> Book<W> {
    pub(super) fn new(out: W, rows_max: u32) -> Self {
        let zip = ZipWriter::new_stream(Once { out, has_failed: false });
        Self { zip, sheets: Vec::new(), shared: Shared::new(), rows_max }
    }

    fn begin(&mut self, part: &str) -> io::Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(LEVEL))
            .last_modified_time(DateTime::DEFAULT);
        Ok(self.zip.start_file(part, options)?)
    }

    fn part(&mut self, part: &str, texts: &[&str]) -> io::Result<()> {
        self.begin(part)?;
        texts.iter().try_for_each(|text| self.zip.write_all(text.as_bytes()))
    }

    /// A sheet with a table: its header is frozen, filtered and repeated on paper.
    pub(super) fn table(&mut self, name: &str, columns: Vec<Column>) -> io::Result<Page<'_, W>> {
        self.sheet(name, columns, true)
    }

    /// A sheet of free rows.
    pub(super) fn page(&mut self, name: &str, widths: &[u32]) -> io::Result<Page<'_, W>> {
        let column = |width: &u32| Column::new("", *width);
        self.sheet(name, widths.iter().map(column).collect(), false)
    }

    fn sheet(&mut self, name: &str, columns: Vec<Column>, has_header: bool) -> io::Result<Page<'_, W>> {
        let mut page = Page {
            book: self,
            name: name.to_owned(),
            columns,
            part: 0,
            row: 0,
            row_text: String::new(),
            cell: 0,
            letters: Vec::new(),
            bytes: 0,
            text: String::new(),
            has_header,
        };
        page.open()?;
        Ok(page)
    }

    /// Writes what binds the sheets together.
    pub(super) fn finish(mut self) -> io::Result<()> {
        let mut types = String::from(concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">",
            "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>",
            "<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>",
            "<Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>",
            "<Override PartName=\"/xl/sharedStrings.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml\"/>",
            "<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>",
        ));
        let mut links = String::from(RELATIONS);
        let mut list = String::new();
        let mut names = String::new();
        for (i, sheet) in self.sheets.iter().enumerate() {
            let n = i + 1;
            let name = escaped(&sheet.name);
            let _ = write!(
                types,
                "<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
            );
            let _ = write!(
                links,
                "<Relationship Id=\"rId{n}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"
            );
            let _ = write!(list, "<sheet name=\"{name}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>");
            if let Some(table) = &sheet.table {
                let _ = write!(
                    names,
                    "<definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"{i}\" hidden=\"1\">'{name}'!{table}</definedName>"
                );
                let _ = write!(
                    names,
                    "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"{i}\">'{name}'!$1:$1</definedName>"
                );
            }
        }
        let (style, shared) = (self.sheets.len() + 1, self.sheets.len() + 2);
        let _ = write!(
            links,
            "<Relationship Id=\"rId{style}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/><Relationship Id=\"rId{shared}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
        );
        types.push_str("</Types>");
        let workbook =
            format!("{WORKBOOK}<sheets>{list}</sheets><definedNames>{names}</definedNames></workbook>");
        let shared = std::mem::replace(&mut self.shared, Shared::new()).part();
        self.part("xl/sharedStrings.xml", &shared.each_ref().map(String::as_str))?;
        self.part("xl/workbook.xml", &[&workbook])?;
        self.part("xl/_rels/workbook.xml.rels", &[&links])?;
        self.part("xl/styles.xml", &[&styles::part()])?;
        self.part("docProps/core.xml", &[CORE])?;
        self.part("_rels/.rels", &[PACKAGE])?;
        self.part("[Content_Types].xml", &[&types])?;
        self.zip.finish()?;
        Ok(())
    }
}

impl<W: Write> Page<'_, W> {
    fn open(&mut self) -> io::Result<()> {
        let number = self.book.sheets.len() + 1;
        self.book.begin(&format!("xl/worksheets/sheet{number}.xml"))?;
        self.part += 1;
        (self.row, self.bytes) = (0, 0);
        let selected = if number == 1 { " tabSelected=\"1\"" } else { "" };
        self.text.push_str(SHEET);
        let _ = write!(self.text, "<sheetViews><sheetView workbookViewId=\"0\"{selected}");
        self.text.push_str(if self.has_header {
            "><pane xSplit=\"3\" ySplit=\"1\" topLeftCell=\"D2\" activePane=\"bottomRight\" state=\"frozen\"/></sheetView></sheetViews>"
        } else {
            " showGridLines=\"0\"/></sheetViews>"
        });
        self.text.push_str("<sheetFormatPr defaultRowHeight=\"18\"/><cols>");
        for (i, column) in self.columns.iter().enumerate() {
            let (n, width) = (i + 1, column.width);
            let hidden = if column.is_hidden { " hidden=\"1\"" } else { "" };
            let _ = write!(
                self.text,
                "<col min=\"{n}\" max=\"{n}\" width=\"{width}\" customWidth=\"1\"{hidden}/>"
            );
        }
        self.text.push_str("</cols><sheetData>");
        if self.has_header {
            let titles: Vec<String> = self.columns.iter().map(|column| column.title.clone()).collect();
            self.begin_row()?;
            titles.iter().for_each(|title| self.text(Style::Header, title));
            self.end_row()?;
        }
        Ok(())
    }

    /// Begins a row; where the sheet is full, on another sheet.
    pub(super) fn begin_row(&mut self) -> io::Result<()> {
        if self.has_header && self.row > 0 && (self.row >= self.book.rows_max || self.bytes > SHEET_BYTES_MAX)
        {
            self.close()?;
            self.open()?;
        }
        self.row += 1;
        self.cell = 0;
        self.row_text.clear();
        push_number(&mut self.row_text, u64::from(self.row));
        for part in ["<row r=\"", &self.row_text, "\">"] {
            self.text.push_str(part);
        }
        Ok(())
    }

    /// Whole rows.
    pub(super) fn rows(&mut self, rows: &Rows) -> io::Result<()> {
        for row in rows.each() {
            self.begin_row()?;
            for ((style, content), text) in row {
                match content {
                    Content::Nothing => self.own(style, ""),
                    Content::Number(number) => self.number(style, number),
                    Content::Own(_) => self.own(style, text),
                    Content::Told(_) => self.text(style, text),
                }
            }
            self.end_row()?;
        }
        Ok(())
    }

    pub(super) fn end_row(&mut self) -> io::Result<()> {
        self.text.push_str("</row>");
        if self.text.len() >= CHUNK { self.hand_on() } else { Ok(()) }
    }

    /// A text that other cells may show too. An empty one is a cell without content, for its style.
    pub(super) fn text(&mut self, style: Style, text: &str) {
        let number = if text.is_empty() { None } else { self.book.shared.number(text) };
        let Some(number) = number else { return self.own(style, text) };
        self.start(style);
        self.text.push_str(" t=\"s\"><v>");
        push_number(&mut self.text, u64::from(number));
        self.text.push_str("</v></c>");
    }

    /// A text that stands in its cell alone.
    pub(super) fn own(&mut self, style: Style, text: &str) {
        self.start(style);
        if text.is_empty() {
            self.text.push_str("/>");
            return;
        }
        self.text.push_str(" t=\"inlineStr\"><is>");
        push_text(text, &mut self.text);
        self.text.push_str("</is></c>");
    }

    /// A number.
    pub(super) fn number(&mut self, style: Style, number: f64) {
        self.start(style);
        self.text.push_str("><v>");
        push_shortest(&mut self.text, number);
        self.text.push_str("</v></c>");
    }

    fn start(&mut self, style: Style) {
        if self.letters.len() <= self.cell {
            self.letters.push(letters(self.cell as u32));
        }
        let (letters, style) = (&self.letters[self.cell], style as u8);
        for part in ["<c r=\"", letters, &self.row_text, "\" s=\""] {
            self.text.push_str(part);
        }
        if style > 9 {
            self.text.push(char::from(b'0' + style / 10));
        }
        self.text.push(char::from(b'0' + style % 10));
        self.text.push('"');
        self.cell += 1;
    }

    fn hand_on(&mut self) -> io::Result<()> {
        self.bytes += self.text.len() as u64;
        self.book.zip.write_all(self.text.as_bytes())?;
        self.text.clear();
        Ok(())
    }

    /// Ends the sheet.
    pub(super) fn close(&mut self) -> io::Result<()> {
        self.text.push_str("</sheetData>");
        let last = letters(self.columns.len().saturating_sub(1) as u32);
        if self.has_header {
            let _ = write!(self.text, "<autoFilter ref=\"A1:{last}{}\"/>", self.row);
        }
        let chosen = self.columns.iter().enumerate().filter(|(_, c)| !c.choices.is_empty() && self.row > 1);
        let lists: Vec<String> = chosen
            .map(|(i, column)| {
                let at = letters(i as u32);
                format!("<dataValidation type=\"list\" allowBlank=\"1\" showErrorMessage=\"1\" sqref=\"{at}2:{at}{}\"><formula1>\"{}\"</formula1></dataValidation>", self.row, column.choices.join(","))
            })
            .collect();
        if !lists.is_empty() {
            let _ = write!(
                self.text,
                "<dataValidations count=\"{}\">{}</dataValidations>",
                lists.len(),
                lists.concat()
            );
        }
        self.text.push_str(PAPER);
        self.hand_on()?;
        let table = self.has_header.then(|| format!("$A$1:${last}${}", self.row));
        let name = if self.part == 1 { self.name.clone() } else { format!("{} {}", self.name, self.part) };
        self.book.sheets.push(Sheet { name, table });
        Ok(())
    }
}

/// The letters of a column, from 0: A, B, … Z, AA.
fn letters(column: u32) -> String {
    let letter = |n: u32| char::from(b'A' + (n % 26) as u8);
    match column {
        0..26 => letter(column).to_string(),
        _two => format!("{}{}", letter(column / 26 - 1), letter(column)),
    }
}

const SHEET: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr>";
const PAPER: &str = "<pageMargins left=\"0.4\" right=\"0.4\" top=\"0.5\" bottom=\"0.5\" header=\"0.3\" footer=\"0.3\"/><pageSetup paperSize=\"9\" orientation=\"landscape\" fitToWidth=\"1\" fitToHeight=\"0\"/></worksheet>";
const WORKBOOK: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><bookViews><workbookView xWindow=\"0\" yWindow=\"0\" windowWidth=\"28000\" windowHeight=\"16000\"/></bookViews>";
const RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
const PACKAGE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/><Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>";
/// The date is fixed, since the same inputs give the same bytes.
const CORE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:creator>sekisho</dc:creator><dcterms:created xsi:type=\"dcterms:W3CDTF\">1980-01-01T00:00:00Z</dcterms:created></cp:coreProperties>";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        for (column, expected) in [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA")] {
            assert_eq!(letters(column), expected);
        }
    }

    /// Takes so many bytes and fails then, each time.
    struct Full(usize);

    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.0 == 0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            let taken = bytes.len().min(self.0);
            self.0 -= taken;
            Ok(taken)
        }

        fn flush(&mut self) -> io::Result<()> {
            if self.0 == 0 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
        }
    }

    #[test]
    fn what_has_failed_once_is_told_once_and_asked_for_nothing_more() {
        let mut once = Once { out: Full(3), has_failed: false };
        assert_eq!(once.write(b"abcd").unwrap(), 3);
        assert_eq!(once.write(b"d").map_err(|e| e.kind()), Err(io::ErrorKind::StorageFull));
        assert_eq!(once.write(b"defg").unwrap(), 4);
        assert!(once.flush().is_ok() && once.out.0 == 0);
        for room in [0, 10, 200, 2_000] {
            let mut book = Book::new(Full(room), 9);
            let write = |book: &mut Book<Full>| -> io::Result<()> {
                let mut page = book.page("p", &[9])?;
                page.begin_row()?;
                // What hardly packs.
                page.own(
                    Style::Text,
                    &(0..40_000_u64).map(|n| (n * n * 31 % 9_973).to_string()).collect::<String>(),
                );
                page.end_row()?;
                page.close()
            };
            let written = write(&mut book).and_then(|()| book.finish());
            assert_eq!(written.map_err(|e| e.kind()), Err(io::ErrorKind::StorageFull), "{room}");
        }
    }

    #[test]
    fn a_table_that_is_longer_than_a_sheet_goes_on_on_another_one_with_its_header() {
        use calamine::{Reader, Xlsx};
        let mut bytes = Vec::new();
        let mut book = Book::new(&mut bytes, 4);
        let column = |title: &str| Column { choices: vec!["yes"], ..Column::new(title, 9) };
        let mut page = book.table("t", vec![column("n"), column("text")]).unwrap();
        let mut rows = Rows::default();
        for n in 0..7 {
            rows.number(Style::Number, f64::from(n));
            rows.told(Style::Text, &format!("x{n}"));
            rows.end();
        }
        page.rows(&rows).unwrap();
        page.close().unwrap();
        book.finish().unwrap();
        let mut read: Xlsx<_> = Xlsx::new(io::Cursor::new(bytes)).unwrap();
        assert_eq!(read.sheet_names(), ["t", "t 2", "t 3"]);
        let mut texts = Vec::new();
        for name in read.sheet_names() {
            let range = read.worksheet_range(&name).unwrap();
            let rows: Vec<String> = range.rows().map(|row| format!("{} {}", row[0], row[1])).collect();
            assert_eq!(rows[0], "n text");
            texts.extend(rows[1..].to_vec());
        }
        assert_eq!(texts, (0..7).map(|n| format!("{n} x{n}")).collect::<Vec<_>>());
    }

    #[test]
    fn texts_that_do_harm_stay_texts_in_both_kinds_of_cells_and_on_every_sheet() {
        use calamine::{Reader, Xlsx};
        let texts = ["=1+1", "_x0041_", "@SUM(A1)", "<b>&\"", "a\u{1}b", " ends \n", "同じ"];
        let mut bytes = Vec::new();
        let mut book = Book::new(&mut bytes, 100);
        for name in ["one", "another"] {
            let mut page = book.page(name, &[9]).unwrap();
            let mut rows = Rows::default();
            for text in texts {
                rows.told(Style::Text, text);
                rows.own(Style::Quoted, text);
                rows.end();
            }
            page.rows(&rows).unwrap();
            page.close().unwrap();
        }
        book.finish().unwrap();
        let mut read: Xlsx<_> = Xlsx::new(io::Cursor::new(&bytes)).unwrap();
        for name in ["one", "another"] {
            let range = read.worksheet_range(name).unwrap();
            let rows: Vec<[String; 2]> = range.rows().map(|r| [r[0].to_string(), r[1].to_string()]).collect();
            assert_eq!(rows, texts.map(|text| [text, text].map(str::to_owned)), "{name}");
        }
        let mut archive = zip::ZipArchive::new(io::Cursor::new(&bytes)).unwrap();
        let mut table = String::new();
        let part = archive.by_name("xl/sharedStrings.xml").unwrap();
        io::Read::read_to_string(&mut { part }, &mut table).unwrap();
        let head = format!("count=\"{}\" uniqueCount=\"{}\"", 2 * texts.len(), texts.len());
        assert!(table.contains(&head), "{table}");
    }
}
