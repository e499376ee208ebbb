//! How a record is written into a row: every format in which customer tables hold names, numbers, dates and addresses.
//!
//! The formats and their shares follow what integration projects meet: web forms, points of sale, call centres, hosts
//! and spreadsheets feed one table. Days are turned into dates with Howard Hinnant's `civil_from_days` (public domain);
//! 昭和 ends on 1989-01-07 (平成改元, 政令第1号 of 1989).

use super::draw::{Draw, Stream};
use super::kana::{self, Script};
use super::person::{Home, Mail, Number, Person};
use super::record::{BirthStyle, KanaStyle, KanjiStyle, Office, PhoneStyle, Record};
use super::tables::{Name, Sex, Tables};

/// The header of the customers' table.
pub(super) const HEADER: &str = "customer_id,brand,name_kanji,name_kana,phone,mobile,birthdate,gender,email,\
                                 postal_code,address,registered_at\n";

/// 1989-01-08, the first day of 平成, in days from 1970-01-01.
const HEISEI: i32 = 6_947;
/// 2010-01-01 and the days after it on which customers registered.
const REGISTERED: (i32, i32) = (14_610, 19_900);

const BRANDS: [&str; 3] = ["HANA", "KAZE", "TSUKI"];
const BLANKS: [&str; 5] = ["", "不明", "-", "なし", "N/A"];
const SPACES: [&str; 3] = ["\u{3000}", " ", ""];
const FILLED_PHONES: [&str; 6] =
    ["000-0000-0000", "090-0000-0000", "0000000000", "03-0000-0000", "00000000000", "080-0000-0000"];
const FILLED_DATES: [&str; 6] =
    ["1900-01-01", "1900/01/01", "9999-12-31", "0000-00-00", "1901-01-01", "1111-11-11"];
const SEXES: [[&str; 2]; 4] = [["女", "男"], ["女性", "男性"], ["F", "M"], ["", ""]];
const BUILDINGS: [&str; 8] =
    ["", "メゾン", "コーポ", "ハイツ", "パークハイム", "サンライズ", "レジデンス", "グラン"];
const WORDS: [&str; 32] = [
    "sora", "hana", "umi", "yuki", "kaze", "hoshi", "mori", "kawa", "yama", "haru", "natsu", "aki", "fuyu",
    "nami", "tsuki", "niji", "kumo", "asa", "yoru", "hikari", "sakura", "momiji", "ume", "take", "matsu",
    "neko", "inu", "tori", "usagi", "kuma", "fuku", "nagi",
];
/// Domains reserved for examples (RFC 2606; under `.jp` by JPRS).
const DOMAINS: [&str; 6] =
    ["example.com", "example.net", "example.org", "example.jp", "example.co.jp", "example.ne.jp"];
const KANJI_DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// Appends a record as one row.
pub(super) fn customer(out: &mut String, tables: &Tables, seed: u64, id: u64, record: &Record) {
    let draw = &mut Draw::new(seed, Stream::Writing, record.hand);
    let person = &record.person;
    push_id(out, id);
    out.push(',');
    out.push_str(BRANDS[usize::from(person.brand) % BRANDS.len()]);
    out.push(',');
    push_kanji(out, draw, tables, record);
    out.push(',');
    push_kana(out, draw, record);
    out.push(',');
    push_phones(out, draw, record);
    out.push(',');
    push_birth(out, draw, record);
    out.push(',');
    let sex = SEXES[draw.choose(&[40, 20, 20, 20])];
    out.push_str(match person.sex {
        Sex::Female => sex[0],
        Sex::Male => sex[1],
    });
    out.push(',');
    if let Some(mail) = person.mail {
        push_mail(out, draw, mail);
    }
    out.push(',');
    push_home(out, draw, tables, &person.home);
    out.push(',');
    push_date(out, draw.between(REGISTERED.0, REGISTERED.1));
    out.push('\n');
}

/// Appends a customer ID: `C` and nine digits.
pub(super) fn push_id(out: &mut String, number: u64) {
    out.push('C');
    push_digits(out, number, 9, '0');
}

fn push_kanji(out: &mut String, draw: &mut Draw, tables: &Tables, record: &Record) {
    let person = &record.person;
    let space = SPACES[draw.choose(&[45, 30, 25])];
    let (family, given): (&[_], &[_]) = match record.kanji {
        KanjiStyle::Plain => (&[], &[]),
        KanjiStyle::VariantFamily => (&tables.family_variants, &[]),
        KanjiStyle::VariantGiven => (&[], &tables.given_variants),
        KanjiStyle::Lost => {
            out.push('〓');
            out.extend(person.family.kanji.chars().skip(1));
            out.push_str(space);
            return out.push_str(person.given.kanji);
        }
        KanjiStyle::Foreign { middle, turned } => {
            let upper = draw.chance(600);
            let names = in_order([Some(person.family), Some(person.given), middle], turned);
            return names.enumerate().for_each(|(i, name)| {
                out.push_str(if i == 0 { "" } else { " " });
                push_latin(out, name.kanji, upper);
            });
        }
        KanjiStyle::Office(office) => return push_office(out, space, person, office),
    };
    push_variant(out, draw, person.family.kanji, family);
    out.push_str(space);
    push_variant(out, draw, person.given.kanji, given);
}

/// Family, given and middle name, or given, middle and family name.
fn in_order([family, given, middle]: [Option<Name>; 3], turned: bool) -> impl Iterator<Item = Name> {
    let names = if turned { [given, middle, family] } else { [family, given, middle] };
    names.into_iter().flatten()
}

/// Appends a name in capitals, or with capitals at the start of words only.
fn push_latin(out: &mut String, name: &str, upper: bool) {
    let mut first = true;
    for c in name.chars() {
        out.push(if upper || first { c } else { c.to_ascii_lowercase() });
        first = c == ' ';
    }
}

/// Appends what stands in the name's place where the customer is not named.
fn push_office(out: &mut String, space: &str, person: &Person, office: Office) {
    let (before, between, after) = match office {
        Office::Guardian => ("成年後見人\u{3000}", space, ""),
        Office::Company => ("株式会社", "", "商店"),
        Office::CareOf => ("", space, "様方"),
    };
    out.push_str(before);
    out.push_str(person.family.kanji);
    if office != Office::Company {
        out.push_str(between);
        out.push_str(person.given.kanji);
    }
    out.push_str(after);
}

/// Appends a name with each kanji in an old form, where `variants` has one; of several, one is drawn.
fn push_variant(out: &mut String, draw: &mut Draw, name: &str, variants: &[(char, char)]) {
    if variants.is_empty() {
        return out.push_str(name);
    }
    for c in name.chars() {
        let of = || variants.iter().filter(|(plain, _)| *plain == c);
        let at = draw.below(of().count().max(1) as u32) as usize;
        out.push(of().nth(at).map_or(c, |(_, variant)| *variant));
    }
}

fn push_kana(out: &mut String, draw: &mut Draw, record: &Record) {
    let space = SPACES[draw.choose(&[40, 40, 20])];
    let script = match draw.choose(&[55, 25, 19, 1]) {
        0 => Script::Full,
        1 => Script::Half,
        2 => Script::Hiragana,
        _ => Script::Decomposed,
    };
    let (space, script) = match record.kana {
        KanaStyle::Shown => (space, script),
        KanaStyle::Legacy => (" ", Script::Legacy),
        KanaStyle::Blank => return push_blank(out, draw),
    };
    let space = if script == Script::Half && !space.is_empty() { " " } else { space };
    let person = &record.person;
    if let KanjiStyle::Foreign { middle, turned } = record.kanji {
        let names = in_order([Some(person.family), Some(person.given), middle], turned);
        return names.enumerate().for_each(|(i, name)| {
            out.push_str(if i == 0 { "" } else { space });
            kana::push(out, name.kana, script);
        });
    }
    if record.kanji == KanjiStyle::Office(Office::Company) {
        kana::push(out, "カブシキガイシャ", script);
        kana::push(out, person.family.kana, script);
        return kana::push(out, "ショウテン", script);
    }
    kana::push(out, person.family.kana, script);
    out.push_str(space);
    kana::push(out, person.given.kana, script);
}

/// Appends nothing, or one of the words for it.
fn push_blank(out: &mut String, draw: &mut Draw) {
    out.push_str(BLANKS[draw.choose(&[84, 4, 4, 4, 4])]);
}

/// Appends the two columns `phone` and `mobile`. A mobile often stands in the first, where a form has one box only.
fn push_phones(out: &mut String, draw: &mut Draw, record: &Record) {
    let one_box = draw.chance(250);
    let (first, second) = match record.phone {
        PhoneStyle::Own => match (record.person.landline, record.person.mobile) {
            (None, Some(mobile)) if one_box => (Some(mobile), None),
            both => both,
        },
        PhoneStyle::Shop(number) => (Some(number), None),
        PhoneStyle::Blank => {
            push_blank(out, draw);
            return out.push(',');
        }
        PhoneStyle::Placeholder(which) => {
            out.push_str(FILLED_PHONES[usize::from(which) % FILLED_PHONES.len()]);
            return out.push(',');
        }
    };
    if let Some(number) = first {
        push_number(out, draw, &number);
    }
    out.push(',');
    if let Some(number) = second {
        push_number(out, draw, &number);
    }
}

fn push_number(out: &mut String, draw: &mut Draw, number: &Number) {
    let groups = number.groups();
    let (zero, between) = match draw.choose(&[45, 25, 7, 7, 6, 4, 2, 2, 2]) {
        0 => ('0', ["", "-", "-"]),
        1 => ('0', ["", "", ""]),
        2 => ('0', ["", "(", ")"]),
        3 => ('0', ["+81-", "-", "-"]),
        4 => ('０', ["", "－", "－"]),
        5 => ('0', ["", " ", " "]),
        6 => ('0', ["", ".", "."]),
        7 => ('０', ["", "", ""]),
        _ => ('０', ["", "ー", "ー"]),
    };
    // The international form drops the leading zero.
    let trunk = usize::from(!between[0].is_empty());
    for (i, (group, before)) in groups.iter().zip(between).enumerate() {
        out.push_str(before);
        let skip = if i == 0 { trunk } else { 0 };
        group[skip..].iter().for_each(|digit| push_digit(out, *digit, zero));
    }
}

/// Year, month and day of a day counted from 1970-01-01.
pub(super) const fn civil(days: i32) -> (i32, u32, u32) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * month + 2) / 5 + 1) as u32;
    let month = (if month < 10 { month + 3 } else { month - 9 }) as u32;
    (year_of_era + era * 400 + (month <= 2) as i32, month, day)
}

fn push_birth(out: &mut String, draw: &mut Draw, record: &Record) {
    match record.birth {
        BirthStyle::Shown => {}
        BirthStyle::Blank => return push_blank(out, draw),
        BirthStyle::Placeholder(which) => {
            return out.push_str(FILLED_DATES[usize::from(which) % FILLED_DATES.len()]);
        }
    }
    let days = record.person.birth;
    let (year, month, day) = civil(days);
    let (letter, era, first) = if days < HEISEI { ('S', "昭和", 1925) } else { ('H', "平成", 1988) };
    let (year, of_era) = (year as u64, (year - first) as u64);
    let (month, day) = (u64::from(month), u64::from(day));
    let format = draw.choose(&[45, 15, 8, 8, 8, 6, 5, 2, 1, 2]);
    let (width, zero) = match format {
        0 | 1 | 3 => (2, '0'),
        7 | 8 => (2, '０'),
        _ => (1, '0'),
    };
    let [before, after_year, after_month, after_day] = match format {
        0 => ["", "-", "-", ""],
        1 | 2 => ["", "/", "/", ""],
        3 => ["", "", "", ""],
        4 => ["", "年", "月", "日"],
        5 => ["", ".", ".", ""],
        7 => ["", "／", "／", ""],
        8 => ["", "．", "．", ""],
        _ => [era, "年", "月", "日"],
    };
    out.push_str(before);
    match format {
        0..=4 | 7 => push_digits(out, year, 4, zero),
        5 => push_era_letter(out, letter, of_era, 1, zero),
        8 => push_era_letter(out, if letter == 'S' { 'Ｓ' } else { 'Ｈ' }, of_era, 2, zero),
        _ if of_era == 1 => out.push('元'),
        6 => push_digits(out, of_era, 1, zero),
        _ => push_kanji_number(out, of_era),
    }
    for (number, after) in [(None, after_year), (Some(month), after_month), (Some(day), after_day)] {
        match number {
            Some(number) if format == 9 => push_kanji_number(out, number),
            Some(number) => push_digits(out, number, width, zero),
            None => {}
        }
        out.push_str(after);
    }
}

fn push_era_letter(out: &mut String, letter: char, year: u64, width: usize, zero: char) {
    out.push(letter);
    push_digits(out, year, width, zero);
}

/// Appends a number from 1 to 99 in kanji: 五十五.
fn push_kanji_number(out: &mut String, number: u64) {
    let (tens, ones) = ((number / 10) as usize, (number % 10) as usize);
    if tens > 1 {
        out.push(KANJI_DIGITS[tens % 10]);
    }
    if tens > 0 {
        out.push('十');
    }
    if ones > 0 {
        out.push(KANJI_DIGITS[ones]);
    }
}

fn push_mail(out: &mut String, draw: &mut Draw, mail: Mail) {
    out.push_str(WORDS[usize::from(mail.word) % WORDS.len()]);
    push_digits(out, u64::from(mail.number), 1, '0');
    out.push('@');
    let domain = DOMAINS[usize::from(mail.domain) % DOMAINS.len()];
    if draw.chance(30) {
        out.extend(domain.chars().map(|c| c.to_ascii_uppercase()));
    } else {
        out.push_str(domain);
    }
}

/// Appends postal code and address; a tenth of all records has neither.
fn push_home(out: &mut String, draw: &mut Draw, tables: &Tables, home: &Home) {
    if draw.chance(100) {
        return out.push(',');
    }
    let [prefix, city] = tables.places[usize::from(home.place) % tables.places.len()];
    let (zero, mark, hyphen) = match draw.choose(&[60, 25, 8, 7]) {
        0 => ('0', "", "-"),
        1 => ('0', "", ""),
        2 => ('０', "", "－"),
        _ => ('0', "〒", "-"),
    };
    out.push_str(mark);
    prefix.bytes().for_each(|b| push_digit(out, b - b'0', zero));
    out.push_str(hyphen);
    // One code for a town of a city; the multiplier only spreads them.
    push_digits(out, 1 + u64::from(home.town) * 211 % 9_000, 4, zero);
    out.push(',');
    out.push_str(city);
    out.push_str(tables.towns[usize::from(home.town) % tables.towns.len()]);
    let (zero, after) = match draw.choose(&[60, 25, 15]) {
        0 => ('0', ["-", "-", ""]),
        1 => ('0', ["丁目", "番", "号"]),
        _ => ('０', ["－", "－", ""]),
    };
    for (number, after) in home.block.iter().zip(after) {
        push_digits(out, u64::from(*number), 1, zero);
        out.push_str(after);
    }
    if home.building > 0 {
        out.push_str(SPACES[draw.choose(&[40, 40, 20])]);
        out.push_str(BUILDINGS[usize::from(home.building) % BUILDINGS.len()]);
        push_digits(out, u64::from(home.room), 1, zero);
        out.push_str(if draw.chance(400) { "号室" } else { "" });
    }
}

/// Appends a day as ISO 8601.
fn push_date(out: &mut String, days: i32) {
    let (year, month, day) = civil(days);
    push_digits(out, year as u64, 4, '0');
    out.push('-');
    push_digits(out, u64::from(month), 2, '0');
    out.push('-');
    push_digits(out, u64::from(day), 2, '0');
}

/// Appends a number with at least `width` digits, in the digits that start at `zero`.
pub(super) fn push_digits(out: &mut String, number: u64, width: usize, zero: char) {
    let mut digits = [b'0'; 20];
    let mut rest = number;
    let mut start = digits.len();
    while rest > 0 {
        start -= 1;
        digits[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    let digits = &digits[start.min(digits.len() - width.clamp(1, 20))..];
    match std::str::from_utf8(digits) {
        Ok(ascii) if zero == '0' => out.push_str(ascii),
        _ => digits.iter().for_each(|digit| push_digit(out, digit - b'0', zero)),
    }
}

/// Appends one digit.
fn push_digit(out: &mut String, digit: u8, zero: char) {
    if zero == '0' {
        out.push(char::from(b'0' + digit));
    } else {
        out.extend(char::from_u32(zero as u32 + u32::from(digit)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_turned_into_dates() {
        let is =
            [(0, (1970, 1, 1)), (HEISEI, (1989, 1, 8)), (-14_610, (1930, 1, 1)), (16_800, (2015, 12, 31))];
        for (days, date) in is {
            assert_eq!(civil(days), date);
        }
        assert_eq!((civil(11_016), civil(11_017)), ((2000, 2, 29), (2000, 3, 1)));
    }

    #[test]
    fn numbers_are_written_in_every_kind_of_digits() {
        let mut out = String::new();
        push_digits(&mut out, 7, 3, '0');
        push_digits(&mut out, 120, 1, '０');
        push_digits(&mut out, 0, 1, '0');
        [1, 10, 11, 20, 55].into_iter().for_each(|n| push_kanji_number(&mut out, n));
        assert_eq!(out, "007１２０0一十十一二十五十五");
    }
}
