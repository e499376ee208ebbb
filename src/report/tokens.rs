//! Numbers and IDs as JSON (RFC 8259) has them, appended to a line: the formats write one line a proposal, and a library's
//! call and allocation for each of its twenty numbers would take longer than the rest of it.

use std::fmt::Write as _;
use std::io;

/// A whole number.
pub(super) fn push_number(line: &mut String, number: u64) {
    let mut digits = [b'0'; DIGITS_MAX];
    let (mut left, mut from) = (number, DIGITS_MAX);
    loop {
        from -= 1;
        digits[from] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            break;
        }
    }
    line.push_str(std::str::from_utf8(&digits[from..]).unwrap_or_default());
}

/// The most digits of a whole number: those of 2^64 - 1.
const DIGITS_MAX: usize = 20;

/// A number that has one decimal at most, with one.
pub(super) fn push_tenths(line: &mut String, number: f64) {
    let tenths = (number * 10.0).round();
    if (0.0..1e9).contains(&tenths) && !tenths.is_sign_negative() {
        push_number(line, tenths as u64 / 10);
        line.push('.');
        push_number(line, tenths as u64 % 10);
    } else {
        let _ = write!(line, "{number:.1}");
    }
}

/// A number in the fewest digits that read back as it.
pub(super) fn push_shortest(line: &mut String, number: f64) {
    let tenths = (number * 10.0).round();
    let is_short = (0.0..1e9).contains(&tenths) && !number.is_sign_negative() && tenths / 10.0 == number;
    if !is_short {
        let _ = write!(line, "{number}");
        return;
    }
    let tenths = tenths as u64;
    push_number(line, tenths / 10);
    if !tenths.is_multiple_of(10) {
        line.push('.');
        push_number(line, tenths % 10);
    }
}

/// Numbers as an array; what is less than 0 is -1.
pub(super) fn push_list(line: &mut String, numbers: impl IntoIterator<Item = Option<u64>>) {
    line.push('[');
    for (n, number) in numbers.into_iter().enumerate() {
        if n > 0 {
            line.push(',');
        }
        match number {
            Some(number) => push_number(line, number),
            None => line.push_str("-1"),
        }
    }
    line.push(']');
}

/// An ID as JSON text.
///
/// # Errors
///
/// None in practice: every text can be written as JSON.
pub(super) fn push_id(line: &mut String, id: &str) -> io::Result<()> {
    if id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
        line.push('"');
        line.push_str(id);
        line.push('"');
    } else {
        line.push_str(&serde_json::to_string(id)?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written<N>(push: fn(&mut String, N), number: N) -> String {
        let mut line = String::new();
        push(&mut line, number);
        line
    }

    #[test]
    fn numbers_are_written_as_the_library_writes_them() {
        for number in [0, 1, 9, 10, 99, 100, 1_234_567_890, u64::MAX] {
            assert_eq!(written(push_number, number), number.to_string());
        }
        let tenths = (0..2000).map(|n| f64::from(n) / 10.0);
        let others = [f64::INFINITY, -0.0, -1.5, 1e9, 3e9, f64::MAX, 38.95, 1.0 / 3.0, 1_048_576.0];
        for number in tenths.chain(others) {
            let rounded = (number * 10.0).round() / 10.0;
            assert_eq!(written(push_tenths, rounded), format!("{rounded:.1}"), "{number}");
            assert_eq!(written(push_shortest, number), format!("{number}"));
        }
    }

    #[test]
    fn ids_and_lists_are_json() {
        for id in ["A-1_b", "", "a\"b", "<é>", "佐"] {
            let mut line = String::new();
            push_id(&mut line, id).unwrap();
            assert_eq!(serde_json::from_str::<String>(&line).unwrap(), id);
        }
        let mut line = String::new();
        push_list(&mut line, [Some(3), None, Some(0)]);
        push_list(&mut line, []);
        assert_eq!(line, "[3,-1,0][]");
    }
}
