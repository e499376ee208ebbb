//! A CSV or TSV file: opened once, scanned as often as needed, the same rules each time.

use super::blocks::{Block, Blocks};
use super::detect::detect;
use super::encoding::Encoding;
use super::format::ReadOptions;
use super::lexer::{Bad, End, Span};
use super::marks::Marks;
use super::packed::Packing;
use super::rows::{Rows, Walked};
use super::source::{self, Hashed, InputDigest, Source, Stream};
use super::wording::{card_problems, check_separator, flaw_problem};
use super::{header, lexer, pipeline};
use crate::error::{Error, Problem, Result};
use crate::model::Place;
use std::borrow::Cow;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// How a record ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnd {
    /// Line feed.
    Lf,
    /// Carriage return and line feed.
    CrLf,
}

impl LineEnd {
    /// The characters.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Lf => "\n",
            Self::CrLf => "\r\n",
        }
    }
}

/// How a text file is written, so that another can be written the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Its encoding.
    pub encoding: Encoding,
    /// Whether it starts with a byte order mark.
    pub bom: bool,
    /// What stands between two fields: `,` or a tab.
    pub separator: u8,
    /// What ends a record outside quotes.
    pub line_end: LineEnd,
    /// Whether the last record has a line end too.
    pub final_line_end: bool,
}

/// An opened text file.
pub(super) struct Table {
    pub(super) source: Source,
    packing: Packing,
    /// `final_line_end` is known after a scan only.
    pub(super) dialect: Dialect,
    pub(super) headers: Vec<Arc<str>>,
    /// The header's bytes as they are cut (UTF-8 for UTF-16), its line end included.
    header: Vec<u8>,
    /// The header's length without its line end.
    header_end: usize,
    block_bytes: usize,
    /// Whether the first scan takes the SHA-256.
    takes_sha256: bool,
}

/// What a scan of a whole file says.
pub(super) struct Scanned {
    pub(super) digest: InputDigest,
    pub(super) final_line_end: bool,
}

impl Table {
    /// Tells encoding and line end, and reads the header.
    pub(super) fn open(
        source: Source,
        packing: Packing,
        separator: u8,
        options: &ReadOptions,
    ) -> Result<Self> {
        let place = Place::file(&source.name).at_line(1);
        let (encoding, bom) = detect(source.reopen()?, &source.name, packing, separator, options.encoding)?;
        let dialect = Dialect { encoding, bom, separator, line_end: LineEnd::Lf, final_line_end: true };
        let mut table = Self {
            source,
            packing,
            dialect,
            headers: Vec::new(),
            header: Vec::new(),
            header_end: 0,
            block_bytes: options.block_bytes,
            takes_sha256: options.takes_sha256,
        };
        let first = table.blocks(true)?.next();
        let Some(block) = first.map_err(|e| source::interrupted(&table.source.name, &e))? else {
            return Err(Problem::input("E_FILE_EMPTY", place, "the file is empty", "ファイルが空です").into());
        };
        table.read_header(&block, place)?;
        Ok(table)
    }

    fn blocks(&self, is_checked: bool) -> Result<Blocks> {
        let hashed = Hashed::new(self.source.reopen()?, is_checked || !self.takes_sha256);
        let stream = Stream::new(hashed, self.packing, self.dialect.encoding, self.dialect.bom)
            .map_err(|e| source::interrupted(&self.source.name, &e))?;
        Ok(Blocks::new(stream, self.block_bytes))
    }

    fn read_header(&mut self, block: &Block, place: Place) -> Result<()> {
        let Dialect { encoding, separator, .. } = self.dialect;
        let mut spans = Vec::new();
        let end = cut(&block.bytes, separator, block.whole, &mut spans)
            .map_err(|bad| flaw_problem(bad.flaw, place.clone().at_column(bad.column)))?;
        let bytes = &block.bytes[..end.next];
        let text = encoding.block_text(bytes).ok_or_else(|| source::changed(&self.source.name))?;
        // Decoding moves bytes, so the header is cut again in its text.
        cut(text.as_bytes(), separator, true, &mut spans)
            .map_err(|bad| flaw_problem(bad.flaw, place.clone().at_column(bad.column)))?;
        check_separator(&text, spans.len(), separator, &place)?;
        self.headers = spans.iter().map(|span| Arc::from(span.text(&text).as_ref())).collect();
        self.header = bytes.to_vec();
        self.header_end = end.end;
        self.dialect.line_end = end.line_end.unwrap_or(LineEnd::Lf);
        header::check(&self.headers, &place)
    }

    /// The header's bytes as they are cut, without its line end.
    pub(super) fn header(&self) -> &[u8] {
        &self.header[..self.header_end]
    }

    /// Reads all rows in parallel. `work` is given each block's rows; what it makes of a clean block is taken in file
    /// order. `ids` are the columns (from 0) that hold IDs. After a first problem nothing is taken any more. `is_checked`
    /// says that an earlier scan has digested the file.
    pub(super) fn scan<T: Send>(
        &self,
        ids: &[usize],
        is_checked: bool,
        work: impl Fn(&Rows<'_>) -> (Walked, Option<T>) + Sync,
        mut take: impl FnMut(T),
    ) -> Result<Scanned> {
        let mut blocks = self.blocks(is_checked)?;
        let mut failure: Option<Error> = None;
        let mut total = Walked::new(self.headers.len());
        let stop = AtomicBool::new(false);
        let mut is_first = true;
        pipeline::in_order(
            || {
                if stop.load(Ordering::Relaxed) {
                    return None;
                }
                let next = blocks.next().map_err(|e| source::interrupted(&self.source.name, &e));
                let next = next.and_then(|block| match block {
                    Some(block) if std::mem::take(&mut is_first) => self.strip_header(block).map(Some),
                    block => Ok(block),
                });
                next.unwrap_or_else(|error| {
                    failure = Some(error);
                    None
                })
            },
            |block| match self.text_of(&block) {
                Some(text) => work(&Rows { table: self, ids, text: &text, block: &block }),
                None => (Walked::changed(source::changed(&self.source.name)), None),
            },
            |(walked, made)| {
                total.join(walked);
                if let (Some(made), true) = (made, total.is_clean()) {
                    take(made);
                }
                if total.lost {
                    stop.store(true, Ordering::Relaxed);
                    return ControlFlow::Break(());
                }
                ControlFlow::Continue(())
            },
        );
        if !total.lost {
            let cards = std::mem::take(&mut total.cards);
            card_problems(&self.source.name, &self.headers, ids, &cards)
                .for_each(|problem| total.add(problem));
            failure.into_iter().for_each(|error| total.fail(error));
        }
        if let Some(error) = total.error {
            return Err(error);
        }
        let (hashed, final_line_end) = blocks.into_parts();
        let digest = hashed.finish(&self.source, total.rows)?;
        Ok(Scanned { digest, final_line_end })
    }

    /// The text of a block; `None` where the file is not what it was when it was looked at.
    fn text_of<'b>(&self, block: &'b Block) -> Option<Cow<'b, str>> {
        let encoding = self.dialect.encoding;
        // A record that is too long is cut wherever the block ends.
        if block.whole { encoding.block_text(&block.bytes) } else { encoding.cut_text(&block.bytes) }
    }

    /// Takes the header off the first block; it must be the one that was read before.
    fn strip_header(&self, mut block: Block) -> Result<Block> {
        if !block.bytes.starts_with(&self.header) {
            return Err(source::changed(&self.source.name).into());
        }
        block.line += lexer::line_feeds(&self.header);
        block.bytes.drain(..self.header.len());
        Ok(block)
    }

    /// Cuts one row that a scan has already found clean.
    pub(super) fn cut<'a>(dialect: &Dialect, text: &'a str) -> Vec<Cow<'a, str>> {
        let mut spans = Vec::new();
        let _ = cut(text.as_bytes(), dialect.separator, true, &mut spans);
        spans.iter().map(|span| span.text(text)).collect()
    }
}

/// Cuts the record at the start of these bytes, all its fields.
fn cut(bytes: &[u8], separator: u8, whole: bool, spans: &mut Vec<Span>) -> std::result::Result<End, Bad> {
    lexer::record(&mut Marks::new(bytes, separator), 0, whole, usize::MAX, spans)
}
