//! Toolbox: one thing a file, text in, text out. Knows no field and no policy.

pub mod blank;
pub mod digits;
pub mod distance;
pub mod era;
pub mod family_names;
pub mod given_names;
pub mod kana;
pub mod kana_names;
pub mod kana_of;
pub mod kanji;
pub mod space;
pub mod width;
pub mod word_set;
