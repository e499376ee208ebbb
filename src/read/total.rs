//! What became of all rows of a table of cells: its parts are worked on in parallel, and the books are closed once.

use super::pipeline;
use super::rows::Walked;
use super::wording::card_problems;
use crate::error::{Error, Result};
use std::ops::ControlFlow;
use std::sync::Arc;

/// The sum over all parts so far.
pub(super) struct Total {
    walked: Walked,
    failure: Option<Error>,
}

impl Total {
    /// Of a table with so many columns, before its first row.
    pub(super) fn new(columns: usize) -> Self {
        Self { walked: Walked::new(columns), failure: None }
    }

    /// How many rows there were so far.
    #[cfg_attr(not(feature = "columnar"), expect(dead_code, reason = "only Parquet and Arrow need it"))]
    pub(super) fn rows(&self) -> u64 {
        self.walked.rows
    }

    /// Makes jobs with `next` until it has none or fails, works on them in parallel, and takes in the order of the jobs
    /// what the work makes. After a first problem nothing is taken any more.
    pub(super) fn run<J: Send, T: Send>(
        &mut self,
        mut next: impl FnMut() -> Result<Option<J>>,
        work: impl Fn(J) -> (Walked, Option<T>) + Sync,
        take: &mut impl FnMut(T),
    ) {
        let Self { walked: total, failure } = self;
        pipeline::in_order(
            || {
                next().unwrap_or_else(|error| {
                    *failure = Some(error);
                    None
                })
            },
            work,
            |(walked, made)| {
                total.join(walked);
                if let (Some(made), true) = (made, total.is_clean()) {
                    take(made);
                }
                ControlFlow::Continue(())
            },
        );
    }

    /// How many rows there were, or every problem of theirs, columns of card numbers included; the columns (from 0) of
    /// IDs are no such columns.
    pub(super) fn end(mut self, name: &str, headers: &[Arc<str>], ids: &[usize]) -> Result<u64> {
        let cards = std::mem::take(&mut self.walked.cards);
        card_problems(name, headers, ids, &cards).for_each(|problem| self.walked.add(problem));
        self.failure.into_iter().for_each(|error| self.walked.fail(error));
        self.walked.error.map_or(Ok(self.walked.rows), Err)
    }
}
