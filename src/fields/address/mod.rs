//! `address`: the text of a postal address in one spelling.
//!
//! Rungs: 東京都千代田区丸の内一丁目２番３号 and 東京都千代田区丸の内1-2-3 are `normalized`; the same beginning with the same numbers (one
//! with the building's name) is `similar`. It supports or contradicts, and never identifies: people move, and a lot
//! number (地番) and a house number (住居表示) of one house differ.
//!
//! What is compared is the `skeleton` of the text. A prefecture that one side leaves out stays a difference. An address without
//! a number, or of numbers alone, is half a one (`partial`): thousands live in 東京都港区, so two of these agree on nothing.
//! 同上, 住所不明 or #REF! name no place and are `placeholder`; so is a post-office box, a home, a dormitory or an office.

mod skeleton;

use super::{Field, Nearness, Parsed, Reading, Status};
use crate::model::Label;
use crate::text::blank::is_blank;

/// The field.
pub static FIELD: Field = Field {
    name: "address",
    label: Label { en: "address", ja: "住所" },
    headers: &[
        "住所",
        "住所1",
        "ご住所",
        "自宅住所",
        "現住所",
        "住所全体",
        "所在地",
        "address",
        "address1",
        "addr",
        "fulladdress",
        "homeaddress",
        "streetaddress",
        "postaladdress",
    ],
    part_headers: None,
    many: false,
    parse,
    key: |value, _| value,
    nearness,
};

/// How many characters two addresses must begin with to be `similar`: a prefecture and some of the city.
const COMMON_CHARS: usize = 6;

/// Texts in an address column that name no place, as skeletons (own list: what forms, exports and spreadsheets put there).
const NOWHERE: &[&str] = &[
    "#div/0!",
    "#name?",
    "#num!",
    "#ref!",
    "#value!",
    "〃",
    "ダミー",
    "テスト",
    "ノーアドレス",
    "上に同じ",
    "上記と同じ",
    "上記に同じ",
    "上記同様",
    "不定",
    "住所",
    "住所なし",
    "住所テスト",
    "住所不定",
    "住所不明",
    "住所未登録",
    "住所未確認",
    "住所未定",
    "住所無し",
    "住所同上",
    "住所非公開",
    "自宅",
    "会社",
    "本人",
    "海外",
    "国外",
    "外国",
    "確認中",
    "未定",
    "未確認",
    "未記入",
    "同じ",
    "同上",
    "同右",
    "同左",
    "同住所",
    "同所",
    "同一",
    "省略",
    "非表示",
    "非開示",
    "秘密",
    "居所不明",
    "所在不明",
    "宛先不明",
    "宛所不明",
    "転居先不明",
    "引越し先不明",
    "あて所に尋ねあたらず",
    "address",
    "ditto",
    "dummy",
    "homeless",
    "noaddress",
    "noaddressgiven",
    "notknown",
    "overseas",
    "sample",
    "sameasabove",
    "tba",
    "tbd",
    "test",
    "testaddress",
];

/// Words of an address where many live or collect their post, or where nobody lives: it is no evidence of who somebody is, however
/// equal. Sources: 郵便約款 (郵便私書箱, 郵便局留), 老人福祉法 第5条の3, 児童福祉法 第7条, 生活保護法 第38条 and 刑事収容施設法 for homes and
/// institutions, 学校 and firms' dormitories (寮, 学生会館); own list for the rest. As skeletons write them, under their first characters.
const SHARED: &[(char, &[&str])] = &[
    ('私', &["私書箱"]),
    ('局', &["局留"]),
    ('p', &["pobox", "p.o.box"]),
    ('市', &["市役所"]),
    ('区', &["区役所"]),
    ('町', &["町役場"]),
    ('村', &["村役場"]),
    ('役', &["役場内"]),
    ('県', &["県庁内"]),
    ('社', &["社会福祉協議会"]),
    ('福', &["福祉事務所"]),
    ('寮', &["寮"]),
    ('学', &["学生会館", "学生宿舎"]),
    ('独', &["独身宿舎"]),
    ('老', &["老人ホーム", "老健"]),
    ('介', &["介護老人"]),
    ('特', &["特養"]),
    ('ケ', &["ケアホーム"]),
    ('グ', &["グループホーム"]),
    ('養', &["養護施設"]),
    ('更', &["更生施設"]),
    ('救', &["救護施設"]),
    ('児', &["児童相談所"]),
    ('病', &["病院"]),
    ('刑', &["刑務所"]),
    ('拘', &["拘置所"]),
    ('少', &["少年院"]),
    ('駐', &["駐屯地"]),
    ('避', &["避難所"]),
    ('宿', &["宿泊所"]),
    ('ホ', &["ホテル"]),
    ('旅', &["旅館"]),
    ('ネ', &["ネットカフェ"]),
    ('漫', &["漫画喫茶"]),
    ('大', &["大使館"]),
    ('領', &["領事館"]),
];

/// For the first byte of a character: a bit for each second byte (its lower six bits) with which a character of [`SHARED`]
/// begins. Most characters of most addresses are told by it.
static STARTS: [u64; 256] = {
    let mut starts = [0; 256];
    let mut i = 0;
    while i < SHARED.len() {
        let c = SHARED[i].0 as u32;
        if c < 0x80 {
            starts[c as usize] = u64::MAX;
        } else {
            starts[(0xe0 | c >> 12) as usize] |= 1 << (c >> 6 & 63);
        }
        i += 1;
    }
    starts
};

/// Whether many live or collect their post at an address.
fn is_shared(skeleton: &str) -> bool {
    let bytes = skeleton.as_bytes();
    let mut at = 0;
    while let Some(first) = bytes.get(at) {
        let second = bytes.get(at + 1).copied().unwrap_or(0);
        if STARTS[usize::from(*first)] >> (second & 63) & 1 == 1 && is_shared_from(&skeleton[at..]) {
            return true;
        }
        at += match first {
            0..0xc0 => 1,
            0xc0..0xe0 => 2,
            0xe0..0xf0 => 3,
            0xf0.. => 4,
        };
    }
    false
}

/// For the lower six bits of a character's last byte: a bit for each line of [`SHARED`] whose character ends so.
static ENDS: [u64; 64] = {
    let mut ends = [0; 64];
    let mut i = 0;
    while i < SHARED.len() {
        ends[SHARED[i].0 as usize % 64] |= 1 << i;
        i += 1;
    }
    ends
};

/// Whether a text begins with a word of [`SHARED`].
fn is_shared_from(text: &str) -> bool {
    let last = match text.as_bytes() {
        [0xe0..0xf0, _, last, ..] | [last, ..] => last,
        [] => return false,
    };
    let mut lines = ENDS[usize::from(last % 64)];
    while lines != 0 {
        let line = SHARED.get(lines.trailing_zeros() as usize);
        // Every word begins with the character of its line.
        if line.is_some_and(|(_, words)| words.iter().any(|word| text.starts_with(word))) {
            return true;
        }
        lines &= lines - 1;
    }
    false
}

/// Longest of [`NOWHERE`] in bytes.
const NOWHERE_MAX: usize = 30;

fn parse(text: &str, out: &mut String) -> Parsed {
    if is_blank(text) {
        return Parsed::new(Status::Missing);
    }
    let start = out.len();
    skeleton::write(text, out);
    let skeleton = &out[start..];
    if skeleton.is_empty() {
        return Parsed::new(Status::Missing);
    }
    if skeleton.len() <= NOWHERE_MAX && is_nowhere(skeleton) {
        out.truncate(start);
        return Parsed::new(Status::Placeholder);
    }
    if is_shared(skeleton) {
        out.truncate(start);
        return Parsed::new(Status::Placeholder).note("shared_address");
    }
    if !skeleton.bytes().rev().any(|b| b.is_ascii_digit()) {
        return Parsed::new(Status::Partial).note("no_house_number");
    }
    if skeleton.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        return Parsed::new(Status::Partial).note("no_place_name");
    }
    Parsed::new(Status::Ok)
}

/// Whether a skeleton names no place: a word of the list, or one character over and over.
fn is_nowhere(skeleton: &str) -> bool {
    let mut chars = skeleton.chars();
    let first = chars.next();
    let repeated = skeleton.chars().nth(2).is_some() && chars.all(|c| Some(c) == first);
    repeated || NOWHERE.contains(&skeleton)
}

fn nearness(left: &Reading<'_>, right: &Reading<'_>) -> Nearness {
    let (l, r) = (left.value, right.value);
    if left.status == Status::Partial || right.status == Status::Partial {
        // Half an address says too little to agree; where it is the beginning or the end of the other it says nothing at all.
        let within = |part: &str, whole: &str| whole.starts_with(part) || whole.ends_with(part);
        return if within(l, r) || within(r, l) { Nearness::Missing } else { Nearness::Different };
    }
    let alike = l.chars().take(COMMON_CHARS).eq(r.chars().take(COMMON_CHARS)) && numbers(l).eq(numbers(r));
    if alike { Nearness::Similar } else { Nearness::Different }
}

/// The numbers of a skeleton, in their order.
fn numbers(skeleton: &str) -> impl Iterator<Item = &str> {
    skeleton.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(super) fn address_like() -> impl Strategy<Value = String> {
        prop_oneof![
            "[0-9０-９一二三十百〇 　の丁目番地号室館ー－-]{0,14}",
            "東京都[千代田港]{1,3}区[一二三0-9０-９]{1,3}(丁目|番町|-)[0-9一二]{1,2}(番地?の?|ー|-|－)[0-9一二三]{1,2}号?( ?コーポ[A-C]?[0-9]{3}(号室)?)?",
            any::<String>(),
        ]
    }

    #[test]
    fn every_word_for_nowhere_is_found_in_its_own_form() {
        for word in NOWHERE {
            assert!(word.len() <= NOWHERE_MAX, "{word}");
            assert!(
                [Status::Placeholder, Status::Missing].contains(&parse(word, &mut String::new()).status),
                "{word}"
            );
        }
    }

    #[test]
    fn every_word_of_a_shared_address_is_found() {
        for (start, word) in
            SHARED.iter().flat_map(|(start, words)| words.iter().map(move |word| (start, word)))
        {
            assert!(word.starts_with(*start) && matches!(start.len_utf8(), 1 | 3), "{word}");
            let parsed = parse(&format!("東京都港区三田1-2-3{word}101"), &mut String::new());
            assert_eq!(
                (parsed.status, parsed.notes.as_slice()),
                (Status::Placeholder, &["shared_address"][..]),
                "{word}"
            );
        }
    }

    #[test]
    fn a_word_of_a_shared_address_is_found_wherever_it_stands_and_no_part_of_it_is() {
        let words = || SHARED.iter().flat_map(|(_, words)| words.iter());
        for word in words() {
            for text in [word.to_string(), format!("1{word}"), format!("東京都{word}2"), format!("p{word}")]
            {
                assert!(is_shared(&text), "{text}");
            }
            let without_last = &word[..word.char_indices().last().map_or(0, |(at, _)| at)];
            let holds_another = words().any(|other| without_last.contains(other));
            assert_eq!(is_shared(without_last), holds_another, "{without_last}");
        }
        assert!(!is_shared("") && !is_shared("区") && !is_shared("東京都千代田区大手町1-2-3"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn a_canonical_address_is_read_as_itself(text in address_like()) {
            let mut value = String::new();
            let status = parse(&text, &mut value).status;
            if matches!(status, Status::Ok | Status::Partial) {
                let mut again = String::new();
                prop_assert_eq!(parse(&value, &mut again).status, status);
                prop_assert_eq!(value, again);
            } else {
                prop_assert!(matches!(status, Status::Missing | Status::Placeholder) && value.is_empty());
            }
        }

        #[test]
        fn nearness_is_symmetric(left in address_like(), right in address_like()) {
            let reading = |value| Reading { status: Status::Ok, weak: None, raw: "", value };
            prop_assert_eq!(
                nearness(&reading(&left), &reading(&right)),
                nearness(&reading(&right), &reading(&left))
            );
        }
    }
}
