//! Toolbox: one thing a file, text in, text out. Knows no field and no policy.

pub mod blank;
pub mod distance;
pub mod kana;
pub mod kanji;
pub mod space;
pub mod width;
