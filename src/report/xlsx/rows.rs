//! Rows of cells, made by any thread and written by the one that numbers them: texts of many rows lie in one piece.

use super::styles::Style;

/// What a cell holds.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Content {
    /// Nothing; the cell is there for its style.
    Nothing,
    Number(f64),
    /// So many bytes of text that stand in no other cell, or must not stand in a table: IDs, values, digests.
    Own(u32),
    /// So many bytes of text that many cells show.
    Told(u32),
}

/// One cell: its looks and what it holds.
pub(super) type Cell = (Style, Content);

/// Rows in their order.
#[derive(Default)]
pub(super) struct Rows {
    cells: Vec<Cell>,
    /// The texts of all cells, one after the other.
    text: String,
    /// Where the cells of each row end.
    ends: Vec<usize>,
}

impl Rows {
    /// Room for so many rows of so many cells.
    pub(super) fn with_room(rows: usize, cells: usize) -> Self {
        let text = String::with_capacity(rows * cells * TEXT_BYTES);
        Self { cells: Vec::with_capacity(rows * cells), text, ends: Vec::with_capacity(rows) }
    }

    /// A number.
    pub(super) fn number(&mut self, style: Style, number: f64) {
        self.cells.push((style, Content::Number(number)));
    }

    /// A cell without content.
    pub(super) fn blank(&mut self, style: Style) {
        self.cells.push((style, Content::Nothing));
    }

    /// A text of its own.
    pub(super) fn own(&mut self, style: Style, text: &str) {
        self.text.push_str(text);
        self.cells.push((style, Content::Own(text.len() as u32)));
    }

    /// A text that many cells show.
    pub(super) fn told(&mut self, style: Style, text: &str) {
        self.told_by(style, |out| out.push_str(text));
    }

    /// The same, appended by `tell`.
    pub(super) fn told_by(&mut self, style: Style, tell: impl FnOnce(&mut String)) {
        let from = self.text.len();
        tell(&mut self.text);
        self.cells.push((style, Content::Told((self.text.len() - from) as u32)));
    }

    /// Ends a row.
    pub(super) fn end(&mut self) {
        self.ends.push(self.cells.len());
    }

    /// Row by row, the cells with their texts.
    pub(super) fn each(&self) -> impl Iterator<Item = impl Iterator<Item = (Cell, &str)>> {
        let mut from = 0;
        let mut text = self.text.as_str();
        self.ends.iter().map(move |end| {
            let cells = &self.cells[from..*end];
            from = *end;
            let length = |(_, content): &Cell| match content {
                Content::Nothing | Content::Number(_) => 0,
                Content::Own(bytes) | Content::Told(bytes) => *bytes as usize,
            };
            let (mut own, rest) = text.split_at(cells.iter().map(length).sum());
            text = rest;
            cells.iter().map(move |cell| {
                let (text, rest) = own.split_at(length(cell));
                own = rest;
                (*cell, text)
            })
        })
    }
}

/// About how many bytes of text a cell has.
const TEXT_BYTES: usize = 24;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_with_their_texts() {
        let mut rows = Rows::with_room(1, 1);
        rows.own(Style::Text, "A-1");
        rows.number(Style::Number, 3.0);
        rows.told(Style::Wrapped, "同じ");
        rows.end();
        rows.end();
        rows.blank(Style::Input);
        rows.told_by(Style::Text, |out| out.push('x'));
        rows.end();
        let read: Vec<Vec<(Cell, &str)>> = rows.each().map(Iterator::collect).collect();
        let expected = [
            vec![
                ((Style::Text, Content::Own(3)), "A-1"),
                ((Style::Number, Content::Number(3.0)), ""),
                ((Style::Wrapped, Content::Told(6)), "同じ"),
            ],
            vec![],
            vec![((Style::Input, Content::Nothing), ""), ((Style::Text, Content::Told(1)), "x")],
        ];
        assert!(read == expected);
    }
}
