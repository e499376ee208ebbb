//! Which column is what.

use super::{CANARY, Dir, field, said, scan};
use sekisho::error::Result;
use sekisho::model::{Columns, FieldId};
use sekisho::read::{ReadOptions, Records};

fn open(header: &str, columns: &Columns, required: &[FieldId]) -> Result<Records> {
    let dir = Dir::new();
    let cells = header.split(',').map(|h| format!("{CANARY}{h}")).collect::<Vec<_>>().join(",");
    let path = dir.file("r.csv", format!("{header}\n{cells}\n"));
    Records::open(&[path], columns, required, &ReadOptions::default())
}

/// `header>field` and its part, in the order kept.
fn mapped(records: &Records) -> Vec<String> {
    let columns = records.files()[0].mapping.iter();
    columns
        .map(|c| {
            let part = c.part.map_or(String::new(), |part| format!(".{part}"));
            format!("{}>{}{part}", c.header, sekisho::fields::field(c.field).name)
        })
        .collect()
}

fn code(result: Result<Records>) -> &'static str {
    said(&result.map(|r| r.files().len()).expect_err("must be refused"))[0].0
}

fn names(field_name: &str, headers: &[&str]) -> Columns {
    let mut columns = Columns::default();
    columns.fields[field(field_name).index()] = headers.iter().map(|h| (*h).to_owned()).collect();
    columns
}

#[test]
fn usual_headers_are_recognised_and_what_no_field_uses_is_said() {
    let records = open("メモ,会員番号,生年月日,姓,名,電話番号", &Columns::default(), &[]).unwrap();
    assert_eq!(
        mapped(&records),
        ["姓>name_kanji.0", "名>name_kanji.1", "電話番号>phone", "生年月日>birthdate"]
    );
    let file = &records.files()[0];
    assert_eq!((&*file.id, file.id_number), ("会員番号", 2));
    assert_eq!(file.unused, ["メモ"]);
}

#[test]
fn the_policy_names_columns_exactly_and_in_its_own_order() {
    let mut columns = names("phone", &["tel 2", " tel 1 "]);
    columns.id = Some("key".to_owned());
    columns.ignore = vec!["届け先氏名".to_owned(), "no such".to_owned()];
    let records = open("tel 1,key,届け先氏名,tel 2,会員番号", &columns, &[]).unwrap();
    assert_eq!(mapped(&records), ["tel 2>phone", "tel 1>phone"]);
    let file = &records.files()[0];
    assert_eq!((file.ignored.join(""), file.unused.join("")), ("届け先氏名".into(), "会員番号".into()));
    assert_eq!(records.notes().len(), 1);
    assert!(
        records.notes()[0].starts_with("unmatched_ignore: ") && records.notes()[0].ends_with(": no such")
    );
}

#[test]
fn a_header_that_the_policy_names_and_no_column_has_is_refused_with_what_is_near() {
    let error = open("id,birth_date", &names("birthdate", &["Birth Date"]), &[]).err().unwrap();
    assert_eq!(said(&error)[0].0, "E_COLUMN_UNKNOWN");
    assert!(error.problems()[0].help.0.contains("birth_date"), "{error}");
    let error = open("id,memo", &names("birthdate", &["Birth Date"]), &[]).err().unwrap();
    assert!(!error.to_string().contains("memo"), "{error}");
}

#[test]
fn columns_that_could_both_be_one_field_are_refused() {
    let none = Columns::default();
    for header in [
        "id,会員番号,氏名",
        "id,氏名,氏 名",
        "id,氏名,姓,名",
        "id,氏名,姓",
        "id,姓,名,姓*",
        "id,生年月日,生年・月日",
    ] {
        assert_eq!(code(open(header, &none, &[])), "E_COLUMN_AMBIGUOUS", "{header}");
    }
    assert_eq!(code(open("id,姓", &none, &[])), "E_COLUMN_PART");
    assert!(open("id,電話番号,電話 番号", &none, &[]).is_ok(), "a person may have several phones");
}

#[test]
fn a_column_that_is_ignored_or_named_for_another_field_is_not_ambiguous() {
    let ignored = Columns { ignore: vec!["氏名".to_owned()], ..Columns::default() };
    assert_eq!(mapped(&open("id,氏名,姓,名", &ignored, &[]).unwrap()).len(), 2);
    let named = names("name_kanji", &["氏名"]);
    assert_eq!(mapped(&open("id,氏名,氏 名", &named, &[]).unwrap()), ["氏名>name_kanji"]);
}

#[test]
fn one_column_for_two_things_is_refused() {
    let mut columns = names("birthdate", &["d"]);
    columns.id = Some("d".to_owned());
    assert_eq!(code(open("d,e", &columns, &[])), "E_COLUMN_TWICE");
    let mut columns = names("birthdate", &["d"]);
    columns.ignore = vec!["d".to_owned()];
    assert_eq!(code(open("id,d", &columns, &[])), "E_COLUMN_TWICE");
    assert_eq!(code(open("id,a,b", &names("birthdate", &["a", "b"]), &[])), "E_COLUMN_COUNT");
}

#[test]
fn a_required_field_without_a_column_is_refused_and_kana_may_be_absent() {
    let required = [field("name_kanji"), field("name_kana"), field("phone"), field("birthdate")];
    assert!(open("id,氏名,電話番号,生年月日", &Columns::default(), &required).is_ok());
    let error = open("id,氏名,電話番号", &Columns::default(), &required).err().unwrap();
    assert_eq!(said(&error)[0].0, "E_COLUMN_MISSING");
    assert!(error.to_string().contains("birthdate") && error.to_string().contains("生年月日"), "{error}");
    assert_eq!(code(open("氏名,電話番号,生年月日", &Columns::default(), &required)), "E_COLUMN_MISSING");
}

#[test]
fn files_may_differ_in_their_columns() {
    let dir = Dir::new();
    let paths = [
        dir.file("a.csv", "id,氏名,電話番号\n1,a,2\n"),
        dir.file("b.csv", "メールアドレス,会員番号\nx@example.jp,9\n"),
    ];
    let records = Records::open(&paths, &Columns::default(), &[], &ReadOptions::default()).unwrap();
    let (rows, _) = scan(&records).unwrap();
    assert_eq!(rows[0].1, ["1", "a", "2"]);
    assert_eq!(rows[1].1, ["9", "x@example.jp"]);
}
