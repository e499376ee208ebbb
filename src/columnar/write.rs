//! Writing a table as Parquet, row group by row group.

use polars_arrow::array::{Array, DictionaryArray, PrimitiveArray, Utf8ViewArray};
use polars_arrow::datatypes::{ArrowDataType, ArrowSchema, Field, IntegerType};
use polars_parquet::parquet::error::ParquetError;
use polars_parquet::write::{
    CompressionOptions, Compressor, DynIter, DynStreamingIterator, Encoding, FallibleStreamingIterator,
    FileWriter, StatisticsOptions, Version, WriteOptions, array_to_columns,
};
use std::io::{self, Write};

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

/// Writes row groups as one Parquet file: format version 1, Snappy, no statistics of texts. The same row groups
/// give the same bytes.
///
/// # Errors
///
/// Those of the writer. An error of the format itself carries no text of the library.
pub fn write_parquet<'a>(
    names: &[&str],
    row_groups: impl Iterator<Item = Vec<Column<'a>>>,
    empty: Vec<Column<'a>>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let fields = names.iter().zip(&empty).map(|(name, column)| field(name, column));
    let schema: ArrowSchema = fields.map(|f| (f.name.clone(), f)).collect();
    let options = WriteOptions {
        statistics: StatisticsOptions::empty(),
        version: Version::V1,
        compression: CompressionOptions::Snappy,
        data_page_size: None,
    };
    let mut writer = FileWriter::try_new(out, schema, options).map_err(|_| without_text())?;
    for group in row_groups {
        let rows = group.first().map_or(0, Column::rows);
        let types = writer.parquet_schema().fields().to_vec();
        let mut columns = Vec::with_capacity(group.len());
        for (column, type_) in group.into_iter().zip(types) {
            let encoding = column.encoding();
            let array = column.array().ok_or_else(without_text)?;
            for pages in array_to_columns(array, type_, options, &[encoding]).map_err(|_| without_text())? {
                let pages = pages.map(|page| page.map_err(|_| ParquetError::OutOfSpec("page".to_owned())));
                let compressed = Compressor::new(pages, options.compression, Vec::new()).map_err(Into::into);
                columns.push(Ok(DynStreamingIterator::new(compressed)));
            }
        }
        writer.write(rows as u64, DynIter::new(columns.into_iter())).map_err(|_| without_text())?;
    }
    writer.end(Some(Vec::new())).map_err(|_| without_text())?;
    Ok(())
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
    fn rows(&self) -> usize {
        match self {
            Self::Text(texts) => texts.len(),
            Self::Choice(_, keys) => keys.len(),
            Self::Float(numbers) => numbers.len(),
            Self::Count(numbers) => numbers.len(),
        }
    }

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
