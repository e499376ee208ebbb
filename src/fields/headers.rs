//! One spelling for a column header, and what a header says of whose values stand below it.

use unicode_normalization::UnicodeNormalization;

/// The form in which headers are compared: NFKC, lower case, without white space, `_`, `-`, `.`, `・`, `*` and the
/// brackets `()[]`. So `Customer ID`, `customer_id` and `ｃｕｓｔｏｍｅｒＩＤ` are one header.
///
/// ```
/// assert_eq!(sekisho::fields::header_key("Customer ID"), "customerid");
/// assert_eq!(sekisho::fields::header_key("氏名（カナ）"), "氏名カナ");
/// ```
#[must_use]
pub fn header_key(header: &str) -> String {
    header
        .nfkc()
        .flat_map(char::to_lowercase)
        .filter(|c| {
            !c.is_whitespace()
                && !matches!(c, '_' | '-' | '.' | '・' | '*' | '(' | ')' | '[' | ']' | '\u{feff}')
        })
        .collect()
}

/// Words in a header that say whose column it is, in the form of [`header_key`]: somebody else's than the customer's.
/// Own list, from order, delivery, school, clinic and insurance forms.
const OTHERS: &[&str] = &[
    // Where goods or bills go.
    "届け先",
    "届先",
    "お届け",
    "送付先",
    "送り先",
    "発送先",
    "出荷先",
    "納品先",
    "配送先",
    "配達先",
    "請求先",
    "贈り先",
    "贈答",
    "ギフト",
    "受取人",
    "受取先",
    "荷受人",
    "依頼主",
    "送り主",
    "差出人",
    "shipto",
    "shipping",
    "delivery",
    "deliverto",
    "consignee",
    "recipient",
    "receiver",
    "billto",
    "billing",
    "gift",
    "sender",
    // Family.
    "子様",
    "子さま",
    "子供",
    "子ども",
    "こども",
    "お子",
    "児童",
    "園児",
    "生徒",
    "学生",
    "保護者",
    "親権者",
    "父親",
    "母親",
    "配偶者",
    "夫氏名",
    "妻氏名",
    "ご家族",
    "家族",
    "世帯主",
    "続柄",
    "child",
    "children",
    "kid",
    "son",
    "daughter",
    "baby",
    "student",
    "parent",
    "guardian",
    "father",
    "mother",
    "spouse",
    "husband",
    "wife",
    "household",
    "nextofkin",
    // Those who stand beside a customer.
    "緊急",
    "連絡者",
    "連絡人",
    "代理人",
    "後見人",
    "保証人",
    "紹介者",
    "紹介元",
    "契約者",
    "名義人",
    "担当",
    "責任者",
    "代表者",
    "窓口",
    "ペット",
    "被保険者",
    "使用者",
    "同伴者",
    "同行者",
    "emergency",
    "agent",
    "proxy",
    "guarantor",
    "referrer",
    "introducer",
    "contractor",
    "owner",
    "insured",
    "representative",
    "staff",
    "salesrep",
    "accountmanager",
    "companion",
    "pet",
    // Where a customer works, studies or buys.
    "勤務先",
    "勤め先",
    "会社",
    "職場",
    "法人",
    "学校",
    "園名",
    "店舗",
    "店名",
    "店電話",
    "支店",
    "営業所",
    "販売店",
    "取扱店",
    "病院",
    "医院",
    "office",
    "company",
    "employer",
    "work",
    "school",
    "shop",
    "store",
    "branch",
    "dealer",
    "clinic",
];

/// Words that are no part of the ones above although they hold one.
const OWN: &[&str] = &["person", "network", "reason", "season"];

/// Words in a header whose values may part records that must never meet: a shop, a consent, a contract's company.
const SCOPES: &[&str] = &[
    "店舗",
    "店名",
    "支店",
    "ブランド",
    "テナント",
    "事業",
    "同意",
    "承諾",
    "許諾",
    "オプトイン",
    "会社コード",
    "会社id",
    "契約会社",
    "shop",
    "store",
    "branch",
    "brand",
    "tenant",
    "consent",
    "optin",
    "company",
    "scope",
];

/// Whether a header looks like a column of somebody else than the customer: お届け先電話番号, お子様氏名, `ship_to_name`. Such
/// a column is never evidence of who the customer is.
///
/// ```
/// use sekisho::fields::is_anothers;
/// assert!(is_anothers("お子様の生年月日") && is_anothers("Emergency Contact TEL"));
/// assert!(!is_anothers("電話番号") && !is_anothers("contact_person"));
/// ```
#[must_use]
pub fn is_anothers(header: &str) -> bool {
    let mut key = header_key(header);
    for own in OWN {
        key = key.replace(own, " ");
    }
    OTHERS.iter().any(|word| key.contains(word))
}

/// Whether a header looks like something that may part records: a shop, a brand, a consent. Names and numbers of a shop are
/// none.
///
/// ```
/// use sekisho::fields::may_be_scope;
/// assert!(may_be_scope("店舗コード") && may_be_scope("メール配信同意"));
/// assert!(!may_be_scope("店舗電話番号") && !may_be_scope("住所"));
/// ```
#[must_use]
pub fn may_be_scope(header: &str) -> bool {
    let key = header_key(header);
    let personal = [
        "電話",
        "住所",
        "郵便",
        "担当",
        "氏名",
        "tel",
        "phone",
        "address",
        "zip",
        "staff",
        "mailaddress",
        "メールアドレス",
        "日",
    ];
    SCOPES.iter().any(|word| key.contains(word)) && !personal.iter().any(|word| key.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::FIELDS;

    #[test]
    fn no_usual_header_is_anothers() {
        for field in FIELDS {
            let parts = field.part_headers.iter().flatten().copied().flatten();
            for header in field.headers.iter().chain(parts) {
                assert!(!is_anothers(header) || field.name == "scope", "{}: {header}", field.name);
            }
        }
    }

    #[test]
    fn the_words_are_in_the_form_of_a_header() {
        for word in OTHERS.iter().chain(SCOPES).chain(OWN) {
            assert_eq!(header_key(word), **word);
        }
    }

    #[test]
    fn headers_of_forms_are_told_apart() {
        for header in [
            "お届け先氏名",
            "届け先電話番号",
            "お子様氏名",
            "お子さま生年月日",
            "緊急連絡先",
            "緊急連絡先電話番号",
            "送付先住所",
            "配送先TEL",
            "保護者氏名",
            "店舗電話番号",
            "ship_to_name",
            "Shipping Phone",
            "emergency_contact",
            "child_birthdate",
            "Child's name",
            "勤務先電話番号",
            "会社名",
            "紹介者名",
            "請求先住所",
            "ペットの誕生日",
            "担当者",
            "delivery address",
            "billing_email",
            "guardian_tel",
            "配偶者氏名",
            "契約者氏名",
        ] {
            assert!(is_anothers(header), "{header}");
        }
        for header in [
            "氏名",
            "フリガナ",
            "電話番号",
            "携帯電話番号",
            "生年月日",
            "メールアドレス",
            "会員番号",
            "備考",
            "登録日",
            "contact_person",
            "ポイント",
            "自宅電話",
        ] {
            assert!(!is_anothers(header), "{header}");
        }
    }
}
