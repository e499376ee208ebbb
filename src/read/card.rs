//! Payment-card numbers and My Numbers (個人番号), which have no place in a merge job.
//!
//! A card: a cell is a hit if it holds a run of 13 to 19 digits (full-width digits, spaces and hyphens aside), an
//! issuer's prefix at the length that issuer uses, and a valid check digit (ISO/IEC 7812-1, annex B, "Luhn"). 2.1 % of
//! random 16-digit codes are hits by chance, 0.2 to 0.4 % of 14 and 15 digits (measured), so a column is refused when at least one cell is a hit and hits
//! are at least one in ten of its non-empty cells. Japanese article numbers (JAN-13, first digits 45 and 49) are hits
//! in one of ten cases: thirteen digits count only if they are no valid EAN-13 (GS1 General Specifications 7.9).
//!
//! A My Number: a cell that holds twelve digits and nothing else, the last of them the check digit of 行政手続における
//! 特定の個人を識別するための番号の利用等に関する法律の規定による通知カード及び個人番号カード並びに情報提供ネットワークシステムによる
//! 特定個人情報の提供等に関する省令 第5条 (weights 2 to 7 from the right, modulus 11). One in ten of random codes has it, so nine in ten
//! of the column's twelve-digit codes must, they must be one in ten of its cells, and not all one number. Codes that are
//! something else too say nothing: valid UPC-A (GS1, 7.9), a time `YYYYMMDDhhmm`, a mobile number with 81 in front.

mod sight;

use wide::u8x16;

/// A column is refused when hits times this are at least its non-empty cells.
const SHARE: u64 = 10;

/// First digits (from, to) and length. Source: the issuers' published ranges at the lengths they issue: Visa; Mastercard
/// (2- and 5-series); American Express; JCB; Diners Club; Discover; `UnionPay`. Maestro, whose numbers have any length from 12
/// to 19, is left out: it is issued no
/// more, and would make one in two hundred random codes of each of these lengths a hit.
const ISSUERS: &[(&str, &str, usize, usize)] = &[
    ("4", "4", 13, 13),
    ("4", "4", 16, 16),
    ("4", "4", 19, 19),
    ("51", "55", 16, 16),
    ("2221", "2720", 16, 16),
    ("34", "34", 15, 15),
    ("37", "37", 15, 15),
    ("3528", "3589", 16, 16),
    ("300", "305", 14, 14),
    ("36", "36", 14, 14),
    ("38", "39", 14, 14),
    ("6011", "6011", 16, 19),
    ("644", "659", 16, 19),
    ("62", "62", 16, 19),
];

/// Of how many twelve-digit codes (in ten) a column of My Numbers must have the check digit.
const MY_NUMBERS_IN_TEN: u64 = 9;

/// What was seen of one column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct CardCount {
    /// Cells that are not empty.
    pub(super) cells: u64,
    /// Cells that hold a card number.
    pub(super) hits: u64,
    /// The line of the first hit.
    pub(super) line: u64,
    /// My Numbers.
    pub(super) my_numbers: MyNumberCount,
}

/// What was seen of one column's codes of twelve digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct MyNumberCount {
    /// Codes that may be My Numbers, and are nothing else.
    codes: u64,
    /// Those whose check digit is right.
    pub(super) hits: u64,
    /// The line of the first hit.
    pub(super) line: u64,
    /// The least and the greatest hit.
    range: Option<(u64, u64)>,
}

impl MyNumberCount {
    fn see(&mut self, digits: &[u8; 12], line: u64) {
        if is_other_code(digits) {
            return;
        }
        self.codes += 1;
        if has_my_number_check(digits) {
            let number = digits.iter().fold(0, |number, d| 10 * number + u64::from(*d));
            self.add(Self { codes: 0, hits: 1, line, range: Some((number, number)) });
        }
    }

    fn add(&mut self, later: Self) {
        if self.hits == 0 {
            self.line = later.line;
        }
        self.codes += later.codes;
        self.hits += later.hits;
        self.range = match (self.range, later.range) {
            (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
            (one, other) => one.or(other),
        };
    }

    fn is_refused(&self, cells: u64) -> bool {
        let is_constant = self.hits > 1 && self.range.is_some_and(|(least, most)| least == most);
        self.hits > 0
            && !is_constant
            && self.hits * 10 >= self.codes * MY_NUMBERS_IN_TEN
            && self.hits * SHARE >= cells
    }
}

impl CardCount {
    /// Looks at one more cell.
    pub(super) fn see(&mut self, cell: &str, line: u64) {
        self.see_told(cell.len(), || may_hold_twelve_digits(cell), || (cell, line));
    }

    /// The same of a cell of so many bytes; `may_hold` says of one of at least twelve whether it has twelve that are a digit
    /// or `EF`, and only then the cell and its line are asked for.
    #[inline]
    pub(super) fn see_told<'c>(
        &mut self,
        bytes: usize,
        may_hold: impl FnOnce() -> bool,
        cell: impl FnOnce() -> (&'c str, u64),
    ) {
        self.cells += u64::from(bytes > 0);
        if bytes >= 12 && may_hold() {
            let (cell, line) = cell();
            self.look(cell, line);
        }
    }

    fn look(&mut self, cell: &str, line: u64) {
        if longest_run(cell) < 12 {
            return;
        }
        if has_card_number(cell) {
            self.hits += 1;
            if self.hits == 1 {
                self.line = line;
            }
        } else if let Some(digits) = twelve_digits(cell) {
            self.my_numbers.see(&digits, line);
        }
    }

    /// Adds what was seen in a later block.
    pub(super) fn add(&mut self, later: Self) {
        if self.hits == 0 {
            self.line = later.line;
        }
        self.cells += later.cells;
        self.hits += later.hits;
        self.my_numbers.add(later.my_numbers);
    }

    /// Whether this is a column of card numbers.
    pub(super) fn is_refused(&self) -> bool {
        self.hits > 0 && self.hits * SHARE >= self.cells
    }

    /// Whether this is a column of My Numbers.
    pub(super) fn holds_my_numbers(&self) -> bool {
        self.my_numbers.is_refused(self.cells)
    }
}

/// What the digits of one cell say, for who looks for a card number among other text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardSight {
    /// No run of 13 to 19 digits.
    Nothing,
    /// One, and it is no card's.
    LongCode,
    /// A payment-card number.
    Card,
}

/// Looks at one cell.
#[must_use]
pub fn card_sight(cell: &str) -> CardSight {
    let mut longest = 0;
    let mut length = 0;
    for c in cell.chars() {
        match mark(c) {
            Mark::Digit(_) => length += 1,
            Mark::Between => {}
            Mark::Other => length = 0,
        }
        longest = longest.max(length);
    }
    if has_card_number(cell) || sight::has_card_in_pieces(cell) {
        CardSight::Card
    } else if longest >= 13 {
        CardSight::LongCode
    } else {
        CardSight::Nothing
    }
}

/// Whether a cell of at least twelve bytes can hold twelve digits: a look without branches, which nearly always tells that
/// it cannot. Full-width digits start with the byte `EF` in UTF-8.
#[inline]
fn may_hold_twelve_digits(cell: &str) -> bool {
    let bytes = cell.as_bytes();
    let Some(last) = bytes.last_chunk::<16>() else {
        let halves = bytes.first_chunk::<8>().zip(bytes.last_chunk::<8>());
        let Some((first, last)) = halves else { return false };
        let mut both = [0; 16];
        both[..8].copy_from_slice(first);
        both[8..].copy_from_slice(last);
        // The bytes that stand in both halves are counted once.
        return (digits(&both).to_bitmask() & !(((1 << (16 - bytes.len())) - 1) << 8)).count_ones() >= 12;
    };
    let (pieces, rest) = bytes.as_chunks::<16>();
    // A longer cell is looked at closely: the sums of bytes below hold no more.
    if pieces.len() > usize::from(u8::MAX) / 16 {
        return true;
    }
    let counted = pieces.iter().fold(u8x16::splat(0), |sum, piece| sum - digits(piece));
    u32::from(counted.reduce_add()) + (digits(last).to_bitmask() >> (16 - rest.len())).count_ones() >= 12
}

/// All bits of each byte that is a digit or may start one.
#[inline]
pub(super) fn digits(bytes: &[u8; 16]) -> u8x16 {
    let bytes = u8x16::new(*bytes);
    let low = bytes - u8x16::splat(b'0');
    low.simd_eq(low.min(u8x16::splat(9))) | bytes.simd_eq(u8x16::splat(0xef))
}

/// At most how many digits stand in one run of them, told by bytes; in a cell that is not ASCII, as many as it has in all.
fn longest_run(cell: &str) -> usize {
    if !cell.is_ascii() {
        return all_digits(cell.as_bytes());
    }
    let (mut longest, mut length) = (0, 0);
    for b in cell.bytes() {
        let is_digit = b.wrapping_sub(b'0') < 10;
        length += usize::from(is_digit);
        longest = longest.max(length);
        if !is_digit && !matches!(b, b' ' | b'-' | b'\t') {
            length = 0;
        }
    }
    longest
}

/// How many digits a text of UTF-8 has, full-width ones (`EF BC 90` to `EF BC 99`) among them.
fn all_digits(text: &[u8]) -> usize {
    let is_wide = |letter: &&[u8]| matches!(letter, [0xef, 0xbc, 0x90..=0x99]);
    text.iter().filter(|b| b.is_ascii_digit()).count() + text.windows(3).filter(is_wide).count()
}

/// What a character says in a run of digits.
enum Mark {
    Digit(u8),
    Between,
    Other,
}

fn mark(c: char) -> Mark {
    match c {
        '0'..='9' => Mark::Digit((c as u32 - '0' as u32) as u8),
        '０'..='９' => Mark::Digit((c as u32 - '０' as u32) as u8),
        ' ' | '\u{3000}' | '\u{a0}' | '-' | '－' | '‐' | '−' | 'ー' | '\t' => Mark::Between,
        _other => Mark::Other,
    }
}

/// The twelve digits that a whole cell is.
fn twelve_digits(cell: &str) -> Option<[u8; 12]> {
    let mut digits = [0; 12];
    let mut length = 0;
    for c in cell.chars() {
        match mark(c) {
            Mark::Digit(digit) => {
                *digits.get_mut(length)? = digit;
                length += 1;
            }
            Mark::Between => {}
            Mark::Other => return None,
        }
    }
    (length == 12).then_some(digits)
}

/// Whether a run of digits in a cell is a payment-card number.
fn has_card_number(cell: &str) -> bool {
    let mut digits = [0_u8; 19];
    let mut length = 0;
    for c in cell.chars() {
        match mark(c) {
            Mark::Digit(digit) => {
                if let Some(place) = digits.get_mut(length) {
                    *place = digit;
                }
                length += 1;
            }
            Mark::Between => {}
            Mark::Other => {
                if digits.get(..length).is_some_and(is_card_number) {
                    return true;
                }
                length = 0;
            }
        }
    }
    digits.get(..length).is_some_and(is_card_number)
}

fn is_card_number(digits: &[u8]) -> bool {
    digits.len() >= 13 && has_issuer(digits) && luhn(digits) && !(digits.len() == 13 && has_gs1_check(digits))
}

/// Whether twelve digits are a code of another kind.
fn is_other_code(digits: &[u8; 12]) -> bool {
    let number = |from: usize, to: usize| digits[from..to].iter().fold(0, |n, d| 10 * n + u32::from(*d));
    let is_time = (1900..2100).contains(&number(0, 4))
        && (1..=12).contains(&number(4, 6))
        && (1..=31).contains(&number(6, 8))
        && number(8, 10) < 24
        && number(10, 12) < 60;
    let is_mobile = digits[..2] == [8, 1] && matches!(digits[2], 5..=9) && digits[3] == 0;
    is_time || is_mobile || has_gs1_check(digits)
}

/// The check digit of a My Number: weights 2 to 7, then 2 to 6, from the right; 11 less the remainder, 0 for 10 and 11.
fn has_my_number_check(digits: &[u8; 12]) -> bool {
    let weights = (2..=7).chain(2..=6);
    let sum: u32 = digits[..11].iter().rev().zip(weights).map(|(d, weight)| u32::from(*d) * weight).sum();
    let check = match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    };
    u32::from(digits[11]) == check
}

fn has_issuer(digits: &[u8]) -> bool {
    let prefix =
        |text: &str| text.bytes().zip(digits).map(|(want, got)| (got + b'0').cmp(&want)).find(|o| o.is_ne());
    ISSUERS.iter().any(|(from, to, least, most)| {
        (*least..=*most).contains(&digits.len())
            && prefix(from).is_none_or(|o| o.is_gt())
            && prefix(to).is_none_or(|o| o.is_lt())
    })
}

/// ISO/IEC 7812-1, annex B: every second digit from the right is doubled; the sum is a multiple of ten.
fn luhn(digits: &[u8]) -> bool {
    let twice = |d: u8| if d > 4 { 2 * d - 9 } else { 2 * d };
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, d)| u32::from(if i % 2 == 1 { twice(*d) } else { *d }))
        .sum();
    sum.is_multiple_of(10)
}

/// GS1 check digit: weights 1 and 3 from the right.
fn has_gs1_check(digits: &[u8]) -> bool {
    let weighted = |(i, d): (usize, &u8)| u32::from(*d) * if i % 2 == 1 { 3 } else { 1 };
    let sum: u32 = digits.iter().rev().enumerate().map(weighted).sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The issuers' own published test numbers, which belong to nobody.
    #[test]
    fn published_test_numbers_of_every_issuer_are_found() {
        for number in [
            "4111111111111111",
            "4111 1111 1111 1111",
            "４１１１－１１１１－１１１１－１１１１",
            "5555555555554444",
            "2223003122003222",
            "378282246310005",
            "3530111333300000",
            "30569309025904",
            "6011111111111117",
            "6200000000000005",
            "4222222222222",
            "4111 1111 1111 1111 で購入",
            "支払 4111111111111111、済",
        ] {
            assert!(has_card_number(number), "{number}");
        }
    }

    #[test]
    fn other_long_numbers_are_none() {
        for text in [
            "4111111111111112",
            "1234567890123452",
            "41111111a11111111",
            "4006381333931",
            "09012345678",
            "41111111111111111111",
            "7111111111111114",
        ] {
            assert!(!has_card_number(text), "{text}");
        }
    }

    #[test]
    fn a_cell_that_may_hold_twelve_digits_is_told_by_a_plain_count() {
        let letters = ["1", "９", "a", "-", "山", "\u{3000}"];
        let mut state = 5_u64;
        for _ in 0..20_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let (mut rest, mut cell) = (state >> 8, String::new());
            let most = 12 + (state >> 60) as usize * 3;
            while cell.len() < most {
                cell.push_str(letters[(rest % if state & 64 == 0 { 2 } else { 6 }) as usize]);
                rest = rest / 2 + 1;
            }
            let plain = cell.bytes().filter(|b| matches!(b, b'0'..=b'9' | 0xef)).count() >= 12;
            assert_eq!(may_hold_twelve_digits(&cell), plain || cell.len() > 255, "{cell}");
        }
    }

    #[test]
    fn a_run_of_digits_is_measured_as_it_is_read() {
        let letters = ["1", "9", "0", "-", " ", "\t", ":", "a", "９", "－"];
        let mut state = 11_u64;
        for _ in 0..20_000 {
            let mut cell = String::new();
            for _ in 0..24 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                cell.push_str(letters[((state >> 33) % if state >> 62 == 0 { 10 } else { 7 }) as usize]);
            }
            let longest = longest_run(&cell);
            assert!(longest >= 12 || !has_card_number(&cell) && twelve_digits(&cell).is_none(), "{cell}");
            let mut runs = vec![0];
            for c in cell.chars() {
                match mark(c) {
                    Mark::Digit(_) => *runs.last_mut().expect("a run") += 1,
                    Mark::Between => {}
                    Mark::Other => runs.push(0),
                }
            }
            let plain: usize =
                if cell.is_ascii() { runs.into_iter().max().unwrap_or(0) } else { runs.iter().sum() };
            assert_eq!(longest, plain, "{cell}");
        }
    }

    #[test]
    fn an_article_number_with_a_valid_luhn_digit_is_no_card() {
        // 4500000000007 + n: both checks pass for some; all such are article numbers.
        let both = (0..100_000_u64).map(|n| 4_500_000_000_000 + n).find(|n| {
            let digits: Vec<u8> = n.to_string().bytes().map(|b| b - b'0').collect();
            luhn(&digits) && has_gs1_check(&digits)
        });
        assert!(!has_card_number(&both.expect("one in a hundred").to_string()));
    }

    #[test]
    fn one_hit_in_ten_refuses_and_one_in_eleven_does_not() {
        assert!(CardCount { cells: 10, hits: 1, line: 2, ..CardCount::default() }.is_refused());
        assert!(!CardCount { cells: 11, hits: 1, line: 2, ..CardCount::default() }.is_refused());
        assert!(!CardCount::default().is_refused());
    }

    /// 総務省 publishes no test number; this one is the commonest in documents, and belongs to nobody.
    #[test]
    fn a_my_number_has_its_check_digit() {
        let column = |cells: &[&str]| {
            let mut count = CardCount::default();
            cells.iter().zip(2..).for_each(|(cell, line)| count.see(cell, line));
            count.holds_my_numbers().then_some((count.my_numbers.hits, count.my_numbers.line))
        };
        assert_eq!(column(&["", "123456789018"]), Some((1, 3)));
        assert_eq!(column(&["１２３４-５６７８-９０１８", "東京都"]), Some((1, 2)));
        assert_eq!(column(&["123456789013"]), None, "another check digit");
        assert_eq!(column(&["123456789018a", "0123456789018"]), None, "more than a number");
        assert_eq!(
            column(&["123456789018", "123456789018"]),
            None,
            "one number in every row is somebody's code"
        );
        assert_eq!(column(&["123456789018", "123456789013"]), None, "as many as chance gives");
    }

    /// Digits drawn by a linear congruence (Knuth, MMIX) behind a prefix.
    fn draw(state: &mut u64, prefix: &str, length: usize) -> String {
        let mut text = prefix.to_owned();
        while text.len() < length {
            *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push(char::from(b'0' + ((*state >> 33) % 10) as u8));
        }
        text
    }

    /// With the last digit that makes the check come out.
    fn checked(mut text: String, check: impl Fn(&[u8]) -> bool) -> String {
        text.pop();
        let digits = |text: &str| text.bytes().map(|b| b - b'0').collect::<Vec<u8>>();
        let last = ('0'..='9').find(|d| check(&digits(&format!("{text}{d}"))));
        text.push(last.unwrap());
        text
    }

    /// The share of hits by chance: the figures that the rule about one cell in ten rests on.
    #[test]
    fn false_alarms_of_cells_are_as_rare_as_measured() {
        let mut state = 7;
        let mut hits = |prefix: &str, length: usize, count: usize| {
            (0..count).filter(|_| has_card_number(&draw(&mut state, prefix, length))).count()
        };
        let sixteen = hits("", 16, 100_000);
        assert!((1_800..2_600).contains(&sixteen), "{sixteen} of 100,000 codes of 16 digits");
        for length in [14, 15] {
            let found = hits("", length, 100_000);
            assert!((100..450).contains(&found), "{found} of 100,000 codes of {length} digits");
        }
        for prefix in ["090", "080", "070", "03", "0120", "+8190", "81 90"] {
            assert_eq!(hits(prefix, if prefix.len() > 3 { 13 } else { 11 }, 10_000), 0, "phones {prefix}");
        }
        let mut luhn_alone = 0;
        for i in 0..100_000 {
            let jan = checked(draw(&mut state, if i % 2 == 0 { "45" } else { "49" }, 13), has_gs1_check);
            let digits: Vec<u8> = jan.bytes().map(|b| b - b'0').collect();
            luhn_alone += usize::from(has_issuer(&digits) && luhn(&digits));
            assert!(!has_card_number(&jan), "{jan}");
        }
        assert!(
            (9_500..10_800).contains(&luhn_alone),
            "{luhn_alone} of 100,000 article numbers, their check digit aside"
        );
    }

    #[test]
    fn a_thousand_card_numbers_are_found_however_they_are_written() {
        let mut state = 3;
        for i in 0..1_000 {
            let number = checked(draw(&mut state, ["4", "51", "3530", "6011"][i % 4], 16), luhn);
            let groups = |between: &str| {
                let parts: Vec<&str> = (0..4).map(|at| &number[4 * at..4 * at + 4]).collect();
                parts.join(between)
            };
            let wide: String =
                number.chars().filter_map(|c| char::from_u32(c as u32 + 0xff10 - 0x30)).collect();
            for text in [
                number.clone(),
                groups(" "),
                groups("-"),
                groups("－"),
                wide,
                format!("払{}済", groups("　")),
            ] {
                assert!(has_card_number(&text), "{text}");
            }
        }
    }

    /// A column of other numbers is refused in none of many tables: 16-digit IDs, article numbers, 12-digit codes, phones.
    #[test]
    fn columns_of_other_numbers_raise_no_alarm() {
        let mut state = 11;
        for table in 0..200 {
            for (prefix, length) in
                [("", 16), ("", 12), ("49", 13), ("090", 11), ("8190", 12), ("202408191", 12)]
            {
                let mut count = CardCount::default();
                for line in 0..100 {
                    let code = draw(&mut state, prefix, length);
                    let jan = length == 13;
                    count.see(&if jan { checked(code, has_gs1_check) } else { code }, line);
                }
                assert!(!count.is_refused() && !count.holds_my_numbers(), "table {table}: {prefix} {length}");
            }
        }
    }
}
