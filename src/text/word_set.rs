//! Walks through a packed set of words (`fst`), byte by byte. A beginning of words is kept by its place alone.

use fst::raw::{CompiledAddr, Fst};
use std::fmt;

/// A set of words, as it lies in the program.
pub struct WordSet(Fst<&'static [u8]>);

/// Shows how large it is, and no word.
impl fmt::Debug for WordSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WordSet").field("bytes", &self.0.size()).finish_non_exhaustive()
    }
}

/// A beginning of words: the place of its node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node(CompiledAddr);

impl WordSet {
    /// A set in the crate's format; `None` where it is none.
    #[must_use]
    pub fn of(bytes: &'static [u8]) -> Option<Self> {
        Fst::new(bytes).ok().map(Self)
    }

    /// The empty beginning of all words.
    #[must_use]
    pub fn root(&self) -> Node {
        Node(self.0.root().addr())
    }

    /// Whether a beginning is a word.
    #[must_use]
    pub fn is_word(&self, node: Node) -> bool {
        self.0.node(node.0).is_final()
    }

    /// A beginning with one more byte, where a word begins so.
    #[must_use]
    pub fn step(&self, node: Node, byte: u8) -> Option<Node> {
        let node = self.0.node(node.0);
        node.find_input(byte).map(|at| Node(node.transition_addr(at)))
    }

    /// A beginning with more bytes, where a word begins so.
    #[must_use]
    pub fn along(&self, node: Node, bytes: &[u8]) -> Option<Node> {
        bytes.iter().try_fold(node, |node, byte| self.step(node, *byte))
    }

    /// All bytes with which a beginning goes on, each with the beginning that it makes.
    pub fn steps(&self, node: Node) -> impl Iterator<Item = (u8, Node)> {
        let node = self.0.node(node.0);
        (0..node.len()).map(move |at| node.transition(at)).map(|step| (step.inp, Node(step.addr)))
    }
}

#[cfg(test)]
mod tests {
    use super::WordSet;

    #[test]
    fn the_words_of_a_set_are_found_and_no_others() {
        // Leaked, for a set lies in the program.
        let words = ["A", "ABC", "ABD", "B"];
        let packed = fst::Set::from_iter(words).unwrap().into_fst().into_inner();
        let set = WordSet::of(packed.leak()).unwrap();
        for text in ["", "A", "AB", "ABC", "ABCD", "ABD", "ABE", "B", "C"] {
            let node = set.along(set.root(), text.as_bytes());
            assert_eq!(node.is_some_and(|node| set.is_word(node)), words.contains(&text), "{text}");
        }
        let after = |text: &str| -> Vec<u8> {
            let node = set.along(set.root(), text.as_bytes());
            node.into_iter().flat_map(|node| set.steps(node)).map(|(byte, _)| byte).collect()
        };
        assert_eq!(
            (after(""), after("A"), after("AB"), after("ABC")),
            (b"AB".to_vec(), b"B".to_vec(), b"CD".to_vec(), vec![])
        );
        assert!(WordSet::of(b"no set").is_none());
    }
}
