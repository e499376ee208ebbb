//! Walks through a packed set of words, byte by byte.
//!
//! Source: the format of `fst` 0.4.7 (MIT or Unlicense; its `raw/node.rs` and `raw/common_inputs.rs`), version 3, for a set,
//! whose nodes have no outputs. The crate reads a node whole before it looks for a byte; here one byte is looked for where it
//! stands, which takes a fraction of the time. Every node of both sets of this folder is held against what the crate reads.

use fst::raw::Fst;
use std::fmt;

/// A set of words, as it lies in the program.
#[derive(Clone, Copy)]
pub struct WordSet {
    bytes: &'static [u8],
    root: Node,
}

/// Shows how large it is, and no word.
impl fmt::Debug for WordSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WordSet").field("bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}

/// A beginning of words: the place of its node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node(u32);

/// Where words end and none goes on.
const END: Node = Node(0);

/// The bits of a node's first byte that tell its kind, the kinds, and the other bits.
const KIND: u32 = 6;
const NEXT: u8 = 0b11;
const ONE: u8 = 0b10;
const FINAL: u8 = 0b01;
const REST: u8 = 0b11_1111;
/// The bits of the byte of sizes that tell how many bytes a target takes.
const SIZE: u32 = 4;

/// The bytes that a node of one transition names by a number of six bits, from 1 on; 0 stands for another byte.
const COMMON: &[u8; 64] = b"\0te/oasripcnw.hlm-du012g=:bf3y5&_4v9678k%?xCDASFIBEjPTzRNM+LOqHG";

/// A node with more transitions has an index: for each byte its number among them.
const INDEXED: usize = 32;
const INDEX: usize = 256;

/// The transitions of a node, the last one first.
#[derive(Clone, Copy)]
struct Fan {
    inputs: &'static [u8],
    /// How far their targets lie before the node's end.
    targets: &'static [u8],
    /// Bytes of one target; 0 where there is one transition, to the node right before.
    size: usize,
    /// The number of each byte, counted from the first transition on; empty where there are few.
    index: &'static [u8],
    /// Where the node ends.
    end: usize,
}

impl Fan {
    const NONE: Self = Self { inputs: &[], targets: &[], size: 0, index: &[], end: 0 };

    #[inline]
    fn place(&self, byte: u8) -> Option<usize> {
        match self.index.get(usize::from(byte)) {
            None => self.inputs.iter().position(|input| *input == byte),
            Some(number) => (self.inputs.len() - 1).checked_sub(usize::from(*number)),
        }
    }

    #[inline]
    fn target(&self, place: usize) -> Option<Node> {
        if self.size == 0 {
            return Some(Node(self.end.checked_sub(1)? as u32));
        }
        let written = self.targets.get(place * self.size..)?.get(..self.size)?;
        let distance = written.iter().rev().fold(0, |distance, byte| distance << 8 | usize::from(*byte));
        // No distance stands for the place where words end and none goes on.
        if distance == 0 { Some(END) } else { Some(Node(self.end.checked_sub(distance)? as u32)) }
    }
}

impl WordSet {
    /// A set in the crate's format; `None` where it is none.
    #[must_use]
    pub fn of(bytes: &'static [u8]) -> Option<Self> {
        let root = Fst::new(bytes).ok()?.root().addr();
        Some(Self { bytes, root: Node(u32::try_from(root).ok()?) })
    }

    /// The empty beginning of all words.
    #[must_use]
    pub const fn root(&self) -> Node {
        self.root
    }

    /// Whether a beginning is a word.
    #[inline]
    #[must_use]
    pub fn is_word(&self, node: Node) -> bool {
        node == END || self.bytes.get(node.0 as usize).is_some_and(|state| state >> KIND == FINAL)
    }

    /// A beginning with one more byte, where a word begins so.
    #[inline]
    #[must_use]
    pub fn step(&self, node: Node, byte: u8) -> Option<Node> {
        let fan = self.fan(node)?;
        fan.target(fan.place(byte)?)
    }

    /// A beginning with more bytes, where a word begins so.
    #[inline]
    #[must_use]
    pub fn along(&self, node: Node, bytes: &[u8]) -> Option<Node> {
        bytes.iter().try_fold(node, |node, byte| self.step(node, *byte))
    }

    /// All bytes with which a beginning goes on, each with the beginning that it makes.
    pub fn steps(&self, node: Node) -> impl Iterator<Item = (u8, Node)> {
        let fan = self.fan(node).unwrap_or(Fan::NONE);
        fan.inputs.iter().enumerate().filter_map(move |(place, byte)| Some((*byte, fan.target(place)?)))
    }

    #[inline]
    fn fan(&self, node: Node) -> Option<Fan> {
        if node == END {
            return None;
        }
        let (state, before) = self.bytes.get(..=node.0 as usize)?.split_last()?;
        let rest = usize::from(state & REST);
        if state >> KIND < ONE {
            return Self::many(rest, before);
        }
        let (before, inputs) = match rest {
            0 => before.split_at_checked(before.len().checked_sub(1)?)?,
            number => (before, COMMON.get(number..=number)?),
        };
        if state >> KIND == NEXT {
            return Some(Fan { inputs, end: before.len(), ..Fan::NONE });
        }
        let (sizes, before) = before.split_last()?;
        let size = usize::from(sizes >> SIZE);
        let (before, targets) = before.split_at_checked(before.len().checked_sub(size)?)?;
        Some(Fan { inputs, targets, size, index: &[], end: before.len() })
    }

    /// The transitions of a node that may have several.
    #[inline]
    fn many(count: usize, before: &'static [u8]) -> Option<Fan> {
        let (count, before) = match (count, before.split_last()?) {
            // One transition has a kind of its own, so that 1 is free for as many as there are bytes.
            (0, (1, before)) => (INDEX, before),
            (0, (count, before)) => (usize::from(*count), before),
            (count, _) => (count, before),
        };
        let (sizes, before) = before.split_last()?;
        let size = usize::from(sizes >> SIZE);
        let index = if count > INDEXED { INDEX } else { 0 };
        let (before, index) = before.split_at_checked(before.len().checked_sub(index)?)?;
        let (before, inputs) = before.split_at_checked(before.len().checked_sub(count)?)?;
        let (before, targets) = before.split_at_checked(before.len().checked_sub(count * size)?)?;
        Some(Fan { inputs, targets, size, index, end: before.len() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// Looks at every node, and for each at every byte that it has and at those beside it.
    fn hold(bytes: &'static [u8]) -> usize {
        let (set, crates) = (WordSet::of(bytes).unwrap(), Fst::new(bytes).unwrap());
        let (mut seen, mut open) = (HashSet::new(), vec![crates.root().addr()]);
        while let Some(at) = open.pop() {
            if !seen.insert(at) {
                continue;
            }
            let (node, theirs) = (Node(at as u32), crates.node(at));
            assert_eq!(set.is_word(node), theirs.is_final());
            let mut steps: Vec<_> = set.steps(node).map(|(byte, node)| (byte, node.0 as usize)).collect();
            steps.sort_unstable();
            assert_eq!(steps, theirs.transitions().map(|step| (step.inp, step.addr)).collect::<Vec<_>>());
            for byte in steps.iter().flat_map(|(byte, _)| [byte.wrapping_sub(1), *byte, byte.wrapping_add(1)])
            {
                let to = steps.iter().find(|(input, _)| *input == byte).map(|(_, node)| Node(*node as u32));
                assert_eq!(set.step(node, byte), to);
            }
            open.extend(steps.iter().map(|(_, node)| *node));
        }
        seen.len()
    }

    #[test]
    fn every_node_is_read_as_the_crate_reads_it() {
        assert!(hold(include_bytes!("tables/name_readings.fst")) > 50_000);
        assert!(hold(include_bytes!("tables/name_kana.fst")) > 1_000);
    }

    #[test]
    fn a_text_that_is_no_set_has_no_words() {
        assert!(WordSet::of(b"no set").is_none());
        let set = WordSet { bytes: b"\x03\x41\x80", root: Node(2) };
        for node in [0, 2, 3, 99].map(Node) {
            assert_eq!((set.step(node, b'A'), set.steps(node).count()), (None, 0), "{node:?}");
        }
    }
}
