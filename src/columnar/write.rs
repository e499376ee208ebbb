//! Writing a table as Parquet, row group by row group.

use polars_arrow::array::{Array, DictionaryArray, PrimitiveArray, Utf8ViewArray};
use polars_arrow::datatypes::{ArrowDataType, ArrowSchema, Field, IntegerType};
use polars_parquet::parquet::error::ParquetError;
use polars_parquet::write::{
    CompressionOptions, Compressor, DynIter, DynStreamingIterator, Encoding, FallibleStreamingIterator,
    FileWriter, StatisticsOptions, Version, WriteOptions, array_to_columns,
};
use std::io::{self, Write};
use std::ops::Range;

/// One column of a row group. All columns of a row group have the same number of rows.
pub enum Column<'a> {
    /// Texts.
    Text(Vec<&'a str>),
    /// Texts of which there are few: for each row the position (from 0) of its text in the list.
    Choice(&'a [&'a str], Vec<u32>),
    /// Floating-point numbers.
    Float(Vec<f32>),
    /// Whole numbers, or nothing.
    Count(Vec<Option<u64>>),
}

/// What makes a column of these rows (from 0).
pub type Make<'a> = Box<dyn Fn(Range<usize>) -> Column<'a> + Send + Sync + 'a>;

/// Writes a table as one Parquet file: format version 1, Snappy, no statistics of texts. The same table gives the same bytes.
/// Each of the `columns` has its name and what makes it. `rows` are all rows, of which `group_rows` (at least 1) are a row group;
/// each column of a group is written and dropped before the next one is made.
///
/// # Errors
///
/// Those of the writer. An error of the format itself carries no text of the library.
pub fn write_parquet(
    columns: &[(&str, Make<'_>)],
    rows: usize,
    group_rows: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let fields = columns.iter().map(|(name, make)| field(name, &make(0..0)));
    let schema: ArrowSchema = fields.map(|f| (f.name.clone(), f)).collect();
    let options = WriteOptions {
        statistics: StatisticsOptions::empty(),
        version: Version::V1,
        compression: CompressionOptions::Snappy,
        data_page_size: None,
    };
    let mut writer = FileWriter::try_new(out, schema, options).map_err(|_| without_text())?;
    for start in (0..rows).step_by(group_rows.max(1)) {
        let group = start..rows.min(start + group_rows.max(1));
        let types = writer.parquet_schema().fields().to_vec();
        let made = columns.iter().zip(types).map(|((_, make), type_)| {
            let column = make(group.clone());
            let encoding = column.encoding();
            let array = column.array().ok_or_else(no_column)?;
            let mut pages = array_to_columns(array, type_, options, &[encoding]).map_err(|_| no_column())?;
            // A column of plain values is one column of the file.
            let pages = pages.pop().filter(|_| pages.is_empty()).ok_or_else(no_column)?;
            let compressed = Compressor::new(
                pages.map(|page| page.map_err(|_| no_column())),
                options.compression,
                Vec::new(),
            );
            Ok(DynStreamingIterator::new(compressed.map_err(Into::into)))
        });
        writer.write(group.len() as u64, DynIter::new(made)).map_err(|_| without_text())?;
    }
    writer.end(Some(Vec::new())).map_err(|_| without_text())?;
    Ok(())
}

/// A column that could not be made; none of the texts of the library goes on.
fn no_column() -> ParquetError {
    ParquetError::OutOfSpec("column".to_owned())
}

/// The library's error texts may quote cells; of an error only its kind goes on.
fn without_text() -> io::Error {
    io::Error::other("the Parquet file could not be written")
}

fn field(name: &str, column: &Column<'_>) -> Field {
    let (data_type, nullable) = match column {
        Column::Text(_) => (ArrowDataType::Utf8View, false),
        Column::Choice(..) => {
            (ArrowDataType::Dictionary(IntegerType::UInt32, Box::new(ArrowDataType::Utf8View), false), false)
        }
        Column::Float(_) => (ArrowDataType::Float32, false),
        Column::Count(_) => (ArrowDataType::UInt64, true),
    };
    Field::new(name.into(), data_type, nullable)
}

impl Column<'_> {
    fn encoding(&self) -> Encoding {
        match self {
            Self::Choice(..) => Encoding::RleDictionary,
            Self::Text(_) | Self::Float(_) | Self::Count(_) => Encoding::Plain,
        }
    }

    /// The column as an array; `None` where a position lies outside its list, which no caller makes.
    fn array(self) -> Option<Box<dyn Array>> {
        Some(match self {
            Self::Text(texts) => Box::new(Utf8ViewArray::from_slice_values(texts)),
            Self::Choice(texts, positions) => {
                let values = Box::new(Utf8ViewArray::from_slice_values(texts));
                let keys = PrimitiveArray::<u32>::from_vec(positions);
                Box::new(DictionaryArray::try_from_keys(keys, values, false).ok()?)
            }
            Self::Float(numbers) => Box::new(PrimitiveArray::<f32>::from_vec(numbers)),
            Self::Count(numbers) => Box::new(PrimitiveArray::<u64>::from(numbers)),
        })
    }
}
