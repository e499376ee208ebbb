//! The rows of a merges file as they are held through the whole run: their bytes, and where the two IDs stand in them.
//!
//! An ID stands in its row's bytes as they are, but for quotes inside it and for other encodings, so that its text is not
//! held twice. Twenty bytes a row say where everything is: places in memory and lines of a file are less than 2^48, since the
//! address space of a process is.

use crate::model::trim_id;
use memchr::memmem;

/// Rows one after another.
#[derive(Default)]
pub(super) struct Held {
    raw: Vec<u8>,
    rows: Vec<Span>,
    /// The IDs of rows in whose bytes they do not stand, one after another.
    apart: String,
    /// Where each of them ends.
    ends: Vec<usize>,
}

/// A number less than 2^48, the lowest byte first.
type Narrow = [u8; 6];

/// Where a row's bytes end, which start where the former row's end; on which line it starts; and its two IDs.
#[derive(Clone, Copy)]
struct Span {
    raw_end: Narrow,
    line: Narrow,
    /// For each ID where it starts in the row's bytes and how long it is; [`APART`] and the number of its pair where the two
    /// stand apart.
    ids: [u16; 4],
}

/// Stands for IDs that stand apart: no ID starts so late in a row that is told by this.
const APART: u16 = u16::MAX;

fn narrow(number: u64) -> Narrow {
    let [a, b, c, d, e, f, ..] = number.to_le_bytes();
    [a, b, c, d, e, f]
}

fn wide([a, b, c, d, e, f]: Narrow) -> u64 {
    u64::from_le_bytes([a, b, c, d, e, f, 0, 0])
}

/// What is noted of two IDs that stand apart, as the pair with this number.
fn standing_apart(pair: u64) -> [u16; 4] {
    let [a, b, c, d, e, f] = narrow(pair);
    let part = |low, high| u16::from_le_bytes([low, high]);
    [APART, part(a, b), part(c, d), part(e, f)]
}

/// The number of the pair, where two IDs stand apart.
fn apart([first, b, c, d]: [u16; 4]) -> Option<u64> {
    let [b, c, d] = [b, c, d].map(u16::to_le_bytes);
    (first == APART).then(|| wide([b[0], b[1], c[0], c[1], d[0], d[1]]))
}

impl Held {
    /// Where the bytes of the row being built go.
    pub(super) fn raw(&mut self) -> &mut Vec<u8> {
        &mut self.raw
    }

    /// Ends the row being built, which starts on `line` and has these IDs (spaces around them are cut off).
    pub(super) fn end_row(&mut self, line: u64, ids: [&str; 2]) {
        let ids = ids.map(trim_id);
        let raw = &self.raw[self.rows.last().map_or(0, |row| wide(row.raw_end) as usize)..];
        let ids = places(raw, ids).unwrap_or_else(|| {
            let pair = self.ends.len() as u64 / 2;
            for id in ids {
                self.apart.push_str(id);
                self.ends.push(self.apart.len());
            }
            standing_apart(pair)
        });
        let raw_end = narrow(self.raw.len() as u64);
        self.rows.push(Span { raw_end, line: narrow(line), ids });
    }

    /// Takes in the rows that follow. Places in a row's bytes stay what they are; all others are counted from further on.
    pub(super) fn append(&mut self, later: &Self) {
        let (bytes, pairs) = (self.raw.len() as u64, self.ends.len() as u64 / 2);
        self.raw.extend_from_slice(&later.raw);
        let text = self.apart.len();
        self.apart.push_str(&later.apart);
        self.ends.extend(later.ends.iter().map(|end| text + end));
        self.rows.extend(later.rows.iter().map(|row| Span {
            raw_end: narrow(bytes + wide(row.raw_end)),
            line: row.line,
            ids: apart(row.ids).map_or(row.ids, |pair| standing_apart(pairs + pair)),
        }));
    }

    /// Gives back the room that no row takes.
    pub(super) fn shrink(&mut self) {
        self.raw.shrink_to_fit();
        self.rows.shrink_to_fit();
        self.apart.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// How many rows.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The bytes of a row.
    pub(super) fn bytes(&self, row: usize) -> &[u8] {
        let start = row.checked_sub(1).map_or(0, |before| wide(self.rows[before].raw_end));
        &self.raw[start as usize..wide(self.rows[row].raw_end) as usize]
    }

    /// The line on which a row starts.
    pub(super) fn line(&self, row: usize) -> u64 {
        wide(self.rows[row].line)
    }

    /// One of a row's IDs: 0 for the survivor's, 1 for the other.
    pub(super) fn id(&self, row: usize, side: usize) -> &str {
        let ids = self.rows[row].ids;
        if let Some(pair) = apart(ids) {
            let at = 2 * pair as usize + side;
            let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
            return &self.apart[start..self.ends[at]];
        }
        let [a, b, c, d] = ids;
        let (start, length) = if side == 0 { (a, b) } else { (c, d) };
        let id = &self.bytes(row)[usize::from(start)..][..usize::from(length)];
        // They are the bytes of the text that the row came with.
        std::str::from_utf8(id).unwrap_or_default()
    }
}

/// Where the two IDs stand in the row's bytes, and how long they are; `None` where one does not stand there.
fn places(raw: &[u8], [survivor, merged]: [&str; 2]) -> Option<[u16; 4]> {
    let is_at = |id: &str, at: usize| raw.get(at..).is_some_and(|raw| raw.starts_with(id.as_bytes()));
    // Whichever place has these bytes will do: mostly they are the first two cells.
    let place = |id: &str, at: usize| {
        let at = if is_at(id, at) { Some(at) } else { memmem::find(raw, id.as_bytes()) };
        at.and_then(|at| u16::try_from(at).ok()).filter(|at| *at < APART)
    };
    let first = place(survivor, 0)?;
    let second = place(merged, survivor.len() + 1)?;
    Some([first, u16::try_from(survivor.len()).ok()?, second, u16::try_from(merged.len()).ok()?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_and_its_ids_come_back_as_they_were_wherever_they_stand() {
        let long = "x".repeat(70_000);
        let far = format!("{long},A,B");
        let wide_row: Vec<u8> = "佐,藤".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let rows: [(&[u8], [&str; 2]); 10] = [
            (b"A,B", ["A", "B"]),
            (b"  A  ,\"B\",x", ["  A  ", "B"]),
            (b"note,B,A", ["A", "B"]),
            (b"\"a\"\"b\",C", ["a\"b", "C"]),
            (b"C,\"a\"\"b\"", ["C", "a\"b"]),
            (&wide_row, ["佐", "藤"]),
            (b"A,A", ["A", "A"]),
            (far.as_bytes(), ["A", "B"]),
            (far.as_bytes(), [&long, "B"]),
            ("佐藤,Ａ".as_bytes(), ["佐藤", "Ａ"]),
        ];
        let mut all = Held::default();
        let mut expected = Vec::new();
        for part in [&rows[..], &rows[4..6], &[], &rows[2..]] {
            let mut held = Held::default();
            for (row, (raw, ids)) in part.iter().enumerate() {
                held.raw().extend_from_slice(raw);
                held.end_row(row as u64 + (1 << 40), *ids);
                expected.push((*raw, *ids, row as u64 + (1 << 40)));
            }
            all.append(&held);
        }
        all.shrink();
        assert_eq!(all.len(), expected.len());
        for (row, (raw, ids, line)) in expected.into_iter().enumerate() {
            assert!(all.bytes(row) == raw && all.line(row) == line, "{row}");
            assert!([all.id(row, 0), all.id(row, 1)] == ids.map(trim_id), "{row}");
        }
        assert_eq!(size_of::<Span>(), 20);
    }
}
