//! `phone`: a telephone number, read to E.164.
//!
//! Rungs: 090-3456-7812 and ０９０（３４５６）７８１２ are `normalized`; one digit replaced, left out, doubled or two
//! neighbours swapped, or an extension on one side only, is `similar`; 03-3456-7812 with extension 12 and 13 are `different`.
//!
//! What a number is comes from the Japanese numbering plan (`plan`) and, for everything that is not an ordinary Japanese
//! number, from `rlibphonenumber`, a port of Google's libphonenumber. Its answer counts only where its digits are
//! the digits that were written: it reads letters as keypad digits and `~` as an extension.
//!
//! A mobile number is one person's. A landline, an IP number, a foreign number and an extension may be a household's
//! or an office's: they weaken a pass. Toll-free, 0570, 0990 and 020 numbers belong to no customer: `placeholder`. So do samples
//! and numbers reserved for films; digits that manuals print in a valid number (070-1234-5678) are read and are no evidence.

mod clean;
mod placeholder;
mod plan;
mod quick;

use super::{Field, Nearness, Parsed, Reading, Status};
use crate::model::{Label, Weakening};
use crate::text::{blank::is_blank, distance::is_one_slip};
use clean::Dialled;
use placeholder::Pattern;
use plan::Kind;

/// The field.
pub static FIELD: Field = Field {
    name: "phone",
    label: Label { en: "phone", ja: "電話番号" },
    headers: &[
        "電話番号",
        "電話番号1",
        "電話番号2",
        "電話番号3",
        "電話",
        "電話1",
        "電話2",
        "でんわ",
        "tel",
        "tel1",
        "tel2",
        "tel3",
        "telno",
        "telnumber",
        "telephone",
        "telephonenumber",
        "phone",
        "phone1",
        "phone2",
        "phone3",
        "phoneno",
        "phonenumber",
        "携帯",
        "携帯電話",
        "携帯番号",
        "携帯電話番号",
        "携帯tel",
        "モバイル",
        "mobile",
        "mobileno",
        "mobilenumber",
        "mobilephone",
        "mobilephonenumber",
        "cell",
        "cellphone",
        "cellphonenumber",
        "keitai",
        "自宅電話",
        "自宅電話番号",
        "自宅tel",
        "固定電話",
        "固定電話番号",
        "hometel",
        "homephone",
        "homephonenumber",
        "landline",
        "連絡先電話番号",
        "連絡先電話",
    ],
    part_headers: None,
    many: true,
    parse,
    // Extensions of one switchboard are one number: it is the number that too many people may share.
    key: |value, _| split(value).0,
    nearness,
};

/// The note of a number whose digits manuals print: it is read, for it may be somebody's, and is no evidence.
const PRINTED: &str = "printed_sample";

/// What separates a number from its extension in the canonical value (RFC 3966).
const EXTENSION: &str = ";ext=";

fn parse(text: &str, out: &mut String) -> Parsed {
    if text.is_empty() {
        return Parsed::new(Status::Missing);
    }
    quick::read(text, out).unwrap_or_else(|| parse_any(text, out))
}

/// The long way, for every text.
fn parse_any(text: &str, out: &mut String) -> Parsed {
    // A text of digits and separators is never blank, so the commoner case is tried first.
    let quick = clean::digits(text);
    if quick.is_none() && is_blank(text) {
        return Parsed::new(Status::Missing);
    }
    let Some(dialled) = quick.or_else(|| clean::with_words(text)) else {
        return Parsed::new(Status::Invalid);
    };
    if placeholder::is_placeholder(&dialled) {
        return Parsed::new(Status::Placeholder);
    }
    let Some(number) = plan::classify(&dialled) else {
        return Parsed::new(Status::Invalid);
    };
    verdict(number, &dialled, out)
}

/// Writes the number, if it can be a customer's, and says what it is.
fn verdict(number: plan::Number, dialled: &Dialled, out: &mut String) -> Parsed {
    let kind = number.kind;
    match kind {
        Kind::TollFree | Kind::Uan | Kind::Premium | Kind::Pager => {
            Parsed::new(Status::Placeholder).note(kind.name())
        }
        Kind::Mobile | Kind::Fixed | Kind::Ip | Kind::Foreign => {
            let pattern = placeholder::of(&number);
            if pattern == Pattern::Nobody {
                return Parsed::new(Status::Placeholder);
            }
            number.write_e164(out);
            let mut parsed = Parsed::new(Status::Ok).note(kind.name());
            if pattern == Pattern::Printed {
                parsed = parsed.note(PRINTED);
            }
            let extension = dialled.extension();
            if !extension.is_empty() {
                out.push_str(EXTENSION);
                out.extend(extension.iter().map(|d| *d as char));
                parsed = parsed.note("extension");
            }
            if pattern == Pattern::Printed {
                parsed.weak(Weakening::PrintedPhone)
            } else if kind != Kind::Mobile || !extension.is_empty() {
                parsed.weak(Weakening::SharedPhone)
            } else {
                parsed
            }
        }
    }
}

fn nearness(left: &Reading<'_>, right: &Reading<'_>) -> Nearness {
    let (l, l_ext) = split(left.value);
    let (r, r_ext) = split(right.value);
    let slip = match (l_ext, r_ext) {
        (Some(l_ext), Some(r_ext)) if l_ext != r_ext => return Nearness::Different,
        _ => l == r || may_be_one_slip(l, r) && is_one_slip(l, r),
    };
    if slip { Nearness::Similar } else { Nearness::Different }
}

/// The number and its extension.
fn split(value: &str) -> (&str, Option<&str>) {
    let Some(at) = value.bytes().position(|b| b == b';') else { return (value, None) };
    (&value[..at], value[at..].strip_prefix(EXTENSION))
}

/// Whether two numbers can be one slip apart at all, told without allocating: what is left between the common
/// beginning and the common end is at most two digits.
fn may_be_one_slip(left: &str, right: &str) -> bool {
    let (l, r) = (left.as_bytes(), right.as_bytes());
    let start = l.iter().zip(r).take_while(|(a, b)| a == b).count();
    let end = l[start..].iter().rev().zip(r[start..].iter().rev()).take_while(|(a, b)| a == b).count();
    l.len().max(r.len()) - start - end <= 2
}

#[cfg(test)]
mod tests;
