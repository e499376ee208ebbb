//! What the gate says of a proposal.

/// The verdict on a proposal. Ordered: joining two verdicts takes the greater, so nothing that is
/// added to a proposal can bring it nearer to a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[doc(alias = "decision")]
pub enum Verdict {
    /// Every required condition agrees and nothing stands against it.
    Pass,
    /// Nothing contradicts, but a person must look.
    Review,
    /// Two people, or a plan that would destroy a record.
    Block,
}

impl Verdict {
    /// All of them, mildest first.
    pub const ALL: [Self; 3] = [Self::Pass, Self::Review, Self::Block];

    /// The word used in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Review => "review",
            Self::Block => "block",
        }
    }
}
