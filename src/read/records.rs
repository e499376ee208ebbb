//! The customers' table: one or more files, streamed in batches and never held.

use super::cells::CellTable;
#[cfg(feature = "columnar")]
use super::columns::ColumnTable;
use super::format::{self, How, ReadOptions};
use super::mapping::{self, Mapping};
use super::ndjson::JsonTable;
use super::packed::Packing;
use super::rows::Row;
use super::source::{self, InputDigest, STDIN, Source};
use super::table::{Dialect, Table};
use super::xlsx::XlsxTable;
use crate::error::{Error, Problem, Result};
use crate::fields;
use crate::model::{Columns, FieldId, ID_SPACES, MappedColumn, Place, RecordBatch, trim_id};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// What one record file's columns were taken for.
#[derive(Clone, Debug)]
pub struct RecordFile {
    /// The file as the user named it.
    pub name: Arc<str>,
    /// How the file is written; `None` for other formats than text.
    pub dialect: Option<Dialect>,
    /// The kept columns, the ID left out.
    pub mapping: Arc<[MappedColumn]>,
    /// The header of the ID column.
    pub id: Arc<str>,
    /// The number of the ID column, from 1.
    pub id_number: usize,
    /// Headers that the policy ignores.
    pub ignored: Vec<String>,
    /// Headers that no field uses; their cells are held against the rules and never kept.
    pub unused: Vec<String>,
}

/// What a scan read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    /// Records in all files.
    pub rows: u64,
    /// Bytes of all files.
    pub bytes: u64,
    /// One digest a file, in the order given.
    pub digests: Vec<InputDigest>,
}

/// Opened record files. Nothing but their headers is held.
pub struct Records {
    files: Vec<RecordFile>,
    tables: Vec<Opened>,
    notes: Vec<String>,
    first: OnceLock<Vec<InputDigest>>,
}

/// An opened table of any format.
pub(super) enum Opened {
    /// Separated text.
    Text(Box<Table>),
    /// A format whose rows come as cells.
    Cells(CellTable),
}

impl Opened {
    pub(super) fn open(source: Source, how: How, options: &ReadOptions) -> Result<Self> {
        Ok(match how {
            How::Text(packing, separator) => {
                Self::Text(Box::new(Table::open(source, packing, separator, options)?))
            }
            How::Json(packing) => Self::Cells(CellTable::Json(Box::new(JsonTable::open(source, packing)?))),
            How::Xlsx => Self::Cells(CellTable::Xlsx(Box::new(XlsxTable::open(source)?))),
            #[cfg(feature = "columnar")]
            How::Parquet => Self::Cells(CellTable::Parquet(Box::new(ColumnTable::open(source)?))),
            #[cfg(feature = "columnar")]
            How::Arrow => Self::Cells(CellTable::Arrow(Box::new(ColumnTable::open(source)?))),
        })
    }

    pub(super) fn headers(&self) -> &[Arc<str>] {
        match self {
            Self::Text(table) => &table.headers,
            Self::Cells(table) => table.headers(),
        }
    }

    fn dialect(&self) -> Option<Dialect> {
        match self {
            Self::Text(table) => Some(table.dialect),
            Self::Cells(_) => None,
        }
    }

    fn source(&self) -> &Source {
        match self {
            Self::Text(table) => &table.source,
            Self::Cells(table) => table.source(),
        }
    }
}

impl Records {
    /// Bytes of all files as they lie on disk.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.tables.iter().map(|table| table.source().identity.bytes()).sum()
    }

    /// Opens the files, tells their encodings and finds out which column is what. `required` are the fields that
    /// the policy's required conditions read.
    ///
    /// # Errors
    ///
    /// Every problem of every file's encoding, header and columns; no file at all, or more than 1,000; one file given
    /// twice.
    pub fn open(
        paths: &[PathBuf],
        columns: &Columns,
        required: &[FieldId],
        options: &ReadOptions,
    ) -> Result<Self> {
        if paths.len() > FILES_MAX {
            let (en, ja) = (
                format!("{} record files; at most {FILES_MAX} are read", paths.len()),
                format!("レコードのファイルが {} 個あります。読めるのは {FILES_MAX} 個までです", paths.len()),
            );
            return Err(Problem::input("E_FILES", Place::default(), en, ja)
                .help("join them into fewer files", "ファイルを結合して数を減らしてください")
                .into());
        }
        let mut records =
            Self { files: Vec::new(), tables: Vec::new(), notes: Vec::new(), first: OnceLock::new() };
        let mut error: Option<Error> = None;
        for path in paths {
            if let Err(e) = records.add(path, columns, required, options) {
                match &mut error {
                    Some(error) => error.append(e),
                    none => *none = Some(e),
                }
            }
        }
        if paths.is_empty() {
            error = Some(
                Problem::input(
                    "E_NO_RECORDS",
                    Place::default(),
                    "no record file",
                    "レコードのファイルがありません",
                )
                .into(),
            );
        }
        error.map_or(Ok(records), Err)
    }

    /// Records that lie in memory as NDJSON, one object a line: the images of rows that a journal keeps. `name` is the one by
    /// which problems are told.
    ///
    /// # Errors
    ///
    /// Those of [`Records::open`].
    pub fn of_lines(name: &str, lines: Vec<u8>, columns: &Columns, required: &[FieldId]) -> Result<Self> {
        let mut records =
            Self { files: Vec::new(), tables: Vec::new(), notes: Vec::new(), first: OnceLock::new() };
        let source = Source::memory(name, lines)?;
        let table = Opened::open(source, How::Json(Packing::Plain), &ReadOptions::default())?;
        records.add_table(Arc::from(name), table, columns, required)?;
        Ok(records)
    }

    fn add(
        &mut self,
        path: &Path,
        columns: &Columns,
        required: &[FieldId],
        options: &ReadOptions,
    ) -> Result<()> {
        let name: Arc<str> = Arc::from(path.to_string_lossy().as_ref());
        if path.as_os_str() == STDIN {
            return Err(Problem::input(
                "E_STDIN_RECORDS",
                Place::file(&name),
                "records are read twice, standard input can be read once",
                "レコードは 2 回読みますが、標準入力は 1 回しか読めません",
            )
            .help("write the records to a file", "レコードはファイルに書き出してください")
            .into());
        }
        let how = format::how(path, &name)?;
        let table = Opened::open(Source::open(path, options.files)?, how, options)?;
        let identity = &table.source().identity;
        if self.tables.iter().any(|other| other.source().identity.is_same_file(identity)) {
            return Err(Problem::input(
                "E_FILE_TWICE",
                Place::file(&name),
                "the same file is given twice",
                "同じファイルが 2 回指定されています",
            )
            .into());
        }
        self.add_table(name, table, columns, required)
    }

    /// Adds an opened table once it is known which column is what.
    fn add_table(
        &mut self,
        name: Arc<str>,
        table: Opened,
        columns: &Columns,
        required: &[FieldId],
    ) -> Result<()> {
        let place = Place::file(&name).at_line(1);
        let headers = table.headers();
        let Mapping { id, mapped, ignored, unused, unmatched_ignore } =
            mapping::map(headers, &place, columns, required)?;
        let unmatched = |h: &String| format!("unmatched_ignore: {name}: {h}{}", columns.where_named(h));
        self.notes.extend(unmatched_ignore.iter().map(unmatched));
        let id_header = headers[id].clone();
        if let Opened::Cells(table) = &table {
            let numbers: Vec<usize> = mapped.iter().map(|column| column.number - 1).chain([id]).collect();
            table.check(&numbers, &zeros(&mapped), true)?;
            table.check_days(&mapped)?;
        }
        let mapping = Arc::from(mapped);
        let dialect = table.dialect();
        self.files.push(RecordFile {
            name,
            dialect,
            mapping,
            id: id_header,
            id_number: id + 1,
            ignored,
            unused,
        });
        self.tables.push(table);
        Ok(())
    }

    /// What each file's columns were taken for, in the order given.
    #[must_use]
    pub fn files(&self) -> &[RecordFile] {
        &self.files
    }

    /// What is worth saying and stops nothing: `unmatched_ignore: FILE: HEADER`.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Reads all files once, from the first record to the last: the columns of these `fields`, or all that are kept.
    /// `work` is done on batches in parallel (in the caller's `rayon` pool); `take` is given the results in file order.
    /// What `take` was given counts only if the scan succeeds: a problem may stand behind it.
    ///
    /// The first scan holds every row against the rules; a later one only cuts the rows, and holds that the file has
    /// the digest that the first scan found.
    ///
    /// # Errors
    ///
    /// Every violation of the rules of [`super`] in every file, in file order whatever the threads and the
    /// block size; a file without a row; a file that is not the one that was opened, or that an earlier scan read.
    pub fn scan<T: Send>(
        &self,
        fields: Option<&[FieldId]>,
        work: impl Fn(&RecordBatch<'_>) -> T + Sync,
        mut take: impl FnMut(T),
    ) -> Result<Scan> {
        let is_checked = self.first.get().is_some();
        let mut digests = Vec::new();
        let mut error: Option<Error> = None;
        for (file, table) in self.files.iter().zip(&self.tables) {
            let is_good = error.is_none();
            let take = |made| {
                if is_good {
                    take(made);
                }
            };
            let kept = Kept::of(file, fields);
            let digest = match table {
                Opened::Text(table) => scan_text(&kept, table, is_checked, &work, take),
                Opened::Cells(table) => table.scan(&kept, is_checked, &work, take),
            };
            match digest.and_then(|digest| holds_a_row(&file.name, digest)) {
                Ok(digest) => digests.push(digest),
                Err(e) => match &mut error {
                    Some(error) => error.append(e),
                    none => *none = Some(e),
                },
            }
        }
        if let Some(error) = error {
            return Err(error);
        }
        let first = self.first.get_or_init(|| digests.clone());
        if let Some((_, changed)) =
            first.iter().zip(&digests).find(|(first, later)| !first.saw_the_same(later))
        {
            return Err(source::changed(&changed.name).into());
        }
        let digests = first.clone();
        let (rows, bytes) = (digests.iter().map(|d| d.rows).sum(), digests.iter().map(|d| d.bytes).sum());
        Ok(Scan { rows, bytes, digests })
    }
}

fn holds_a_row(name: &str, digest: InputDigest) -> Result<InputDigest> {
    if digest.rows > 0 {
        return Ok(digest);
    }
    Err(Problem::input(
        "E_NO_ROWS",
        Place::file(name),
        "the file has no record",
        "レコードが 1 件もありません",
    )
    .help("a header alone is no customer table", "見出しだけでは照合できません")
    .into())
}

/// The columns (from 0) of these that a number cannot hold.
pub(super) fn zeros(mapped: &[MappedColumn]) -> Vec<usize> {
    let zeros = mapped.iter().filter(|column| fields::START_WITH_ZEROS.contains(&column.field));
    zeros.map(|column| column.number - 1).collect()
}

/// The columns of a file that a scan keeps.
pub(super) struct Kept {
    /// The ID's column, from 0.
    pub(super) id: usize,
    /// The other columns.
    pub(super) mapping: Arc<[MappedColumn]>,
    /// The same, from 0.
    columns: Box<[usize]>,
}

impl Kept {
    fn of(file: &RecordFile, fields: Option<&[FieldId]>) -> Self {
        let is_kept = |column: &&MappedColumn| fields.is_none_or(|fields| fields.contains(&column.field));
        let mapping = match fields {
            None => file.mapping.clone(),
            Some(_) => file.mapping.iter().filter(is_kept).cloned().collect(),
        };
        let columns = mapping.iter().map(|column| column.number - 1).collect();
        Self { id: file.id_number - 1, mapping, columns }
    }

    /// A batch of the kept columns of some rows of a text file.
    fn batch<'t>(&self, text: &'t str) -> RecordBatch<'t> {
        let mut batch = RecordBatch::new(self.mapping.clone(), text);
        batch.reserve(text.len() / ROW_BYTES);
        batch
    }

    /// Takes one row into the batch.
    fn push(&self, row: &Row<'_>, line: u64, batch: &mut RecordBatch<'_>) {
        match row.slice(self.id) {
            Some(place) => {
                let cell = &row.text()[place.clone()];
                let id = trim_id(cell);
                let start = place.start + (cell.len() - cell.trim_start_matches(ID_SPACES).len());
                batch.push_slice(start, start + id.len());
            }
            None => batch.push_cell(trim_id(&row.cell(self.id))),
        }
        if let Some(spans) = row.bare() {
            batch.push_slices(self.columns.iter().map(|column| (spans[*column].start, spans[*column].end)));
        } else {
            for column in &self.columns {
                match row.slice(*column) {
                    Some(place) => batch.push_slice(place.start, place.end),
                    None => batch.push_cell(&row.cell(*column)),
                }
            }
        }
        batch.end_row(line);
    }
}

/// The most files that a table of records may consist of: a job that passes more has listed a folder by mistake, and
/// every file is opened several times.
const FILES_MAX: usize = 1_000;

/// About how many bytes a row has; only room is made by it.
const ROW_BYTES: usize = 128;

fn scan_text<T: Send>(
    kept: &Kept,
    table: &Table,
    is_checked: bool,
    work: &(impl Fn(&RecordBatch<'_>) -> T + Sync),
    take: impl FnMut(T),
) -> Result<InputDigest> {
    let scanned = table.scan(
        &[kept.id],
        is_checked,
        |rows| {
            let mut batch = kept.batch(rows.text);
            batch.source_bytes = rows.block.taken;
            let walked = if is_checked {
                rows.walk_checked(|row, line| kept.push(row, line, &mut batch))
            } else {
                rows.walk(|placed| kept.push(&placed.row, placed.line, &mut batch))
            };
            let made = (walked.is_clean() && batch.rows() > 0).then(|| work(&batch));
            (walked, made)
        },
        take,
    )?;
    Ok(scanned.digest)
}
