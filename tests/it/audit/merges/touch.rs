//! What contact logs come to: whose data, to whom, certain or possible, and what is nobody's harm.

use super::{audit, columns, json, rows, world};
use crate::util::Dir;

const LOG: &str = "survivor_id,merged_id,at\nB1,C1,2024-08-20 12:00\nA1,A2,2024-08-20\n";
const ROW: [&str; 8] = [
    "touchpoint",
    "data",
    "effect",
    "events",
    "people_confirmed",
    "people_possible",
    "viewers",
    "viewers_per_person_max",
];

fn touched(log: &str) -> Dir {
    let dir = world();
    dir.file("web.csv", log);
    audit(&dir, LOG, &["--touch", "web.csv"]).exits(3);
    dir
}

#[test]
fn each_holder_sees_the_other_persons_data_and_never_the_own() {
    let dir = touched("at,id,data\n2024-08-21,B1,氏名\n2024-08-22,C1,氏名\n2024-08-22,B1,氏名\n");
    assert_eq!(columns(&dir, "report/touch.csv", &ROW), ["web 氏名 shown 3 2 0 2 1"]);
    assert_eq!(
        columns(&dir, "report/exposed_people.csv", &["person", "events", "viewers", "first", "last"]),
        [
            "B1 1 C1 2024-08-22T00:00:00+09:00 2024-08-22T23:59:59+09:00",
            "C1 2 B1 2024-08-21T00:00:00+09:00 2024-08-22T23:59:59+09:00"
        ]
    );
}

#[test]
fn before_the_merge_under_another_id_or_in_a_right_merge_nobody_is_harmed() {
    let dir = touched(
        "at,id,data\n2024-08-20 11:59,B1,氏名\n2024-08-21,A1,氏名\n2024-08-21,Z9,氏名\n2024-08-20,B1,住所\n,B1,住所\n",
    );
    let json = json(&dir);
    // On the day of the merge the hour is not known: counted; without a time too.
    assert_eq!((&json["touched"]["events"], &json["touched"]["unaffected"]), (&5.into(), &3.into()));
    assert_eq!(json["touched"]["undated"], 1);
    assert_eq!(columns(&dir, "report/touch.csv", &ROW), ["web 住所 shown 2 1 0 1 1"]);
}

#[test]
fn where_the_log_knows_whose_data_were_shown_only_they_count() {
    let dir = touched(
        "at,id,shown_id,owner_id,data\n2024-08-21,B1,C1,,氏名\n2024-08-21,B1,B2,,氏名\n2024-08-21,B1,G7,C1,お届け先\n\
         2024-08-21,B1,G8,B1,お届け先\n2024-08-21,B1,G9,,お届け先\n2024-08-21,B1,A1,,住所\n",
    );
    let shown = columns(&dir, "report/exposures.csv", &["line", "finding", "person", "viewer"]);
    assert_eq!(
        shown,
        [
            "2 wrong C1 B1",
            // B2 is no record of any merge; it may be anybody.
            "3 possible B2 B1",
            "4 wrong G7 B1",
            "6 possible G9 B1",
            "7 possible A1 B1"
        ]
    );
    assert_eq!(json(&dir)["touched"]["unexplained"], 1);
}

#[test]
fn a_mail_that_names_its_reader_is_read_by_that_reader() {
    // Sent under the ID that stayed, to the address of the record that went.
    let dir = touched("at,id,viewer_id,data\n2024-08-21,B1,C1,氏名\n");
    assert_eq!(columns(&dir, "report/exposures.csv", &["person", "viewer"]), ["B1 C1"]);
}

#[test]
fn kinds_of_data_are_a_set_and_touch_points_are_told_apart() {
    let dir = touched(
        "at,id,channel,data\n2024-08-21,B1,DM,氏名;住所\n2024-08-21,C1,DM,住所、氏名\n2024-08-21,C1,LINE,氏名\n",
    );
    assert_eq!(
        columns(&dir, "report/touch.csv", &ROW),
        ["DM 氏名;住所 shown 2 2 0 2 1", "LINE 氏名 shown 1 1 0 1 1"]
    );
    let items = json(&dir)["touched"]["items"].clone();
    let of =
        |at: usize| (items[at]["data"].clone(), items[at]["events"].clone(), items[at]["confirmed"].clone());
    assert_eq!(of(0), ("住所".into(), 2.into(), 2.into()));
    assert_eq!(of(1), ("氏名".into(), 3.into(), 2.into()));
    let all = json(&dir)["touched"]["all"].clone();
    assert_eq!(all, serde_json::json!({ "confirmed": 2, "possible": 0, "gross": 3 }));
}

#[test]
fn what_stands_behind_a_pages_address_is_not_repeated() {
    let dir =
        touched("at,id,touchpoint,data\n2024-08-21,B1,/mypage?mail=a,氏名\n2024-08-21,C1,/mypage#b,氏名\n");
    assert_eq!(columns(&dir, "report/touch.csv", &ROW[..4]), ["/mypage 氏名 shown 2"]);
    assert_eq!(columns(&dir, "report/exposures.csv", &["touchpoint"]), ["/mypage", "/mypage"]);
}

#[test]
fn what_was_recorded_under_an_account_of_two_people_has_lost_its_owner() {
    let dir = world();
    dir.file(
        "shop.csv",
        "at,id,data\n2024-08-21,C1,購入履歴\n2024-08-21,B1,購入履歴\n2024-08-19,B1,購入履歴\n",
    );
    audit(&dir, LOG, &["--links", "shop.csv"]).exits(3);
    assert_eq!(
        columns(&dir, "report/exposures.csv", &["line", "effect", "finding", "person", "viewer"]),
        ["2 damaged wrong C1 ", "3 damaged wrong B1 ", "3 damaged possible C1 "]
    );
    assert_eq!(columns(&dir, "report/touch.csv", &ROW), ["shop 購入履歴 damaged 2 2 0 0 0"]);
}

#[test]
fn an_effect_that_is_none_and_an_empty_id_are_refused_with_their_line() {
    let dir = world();
    for (log, what) in [
        ("id,effect\nB1,shown\nB1,lost\n", "web.csv:3:2: E_EFFECT"),
        ("id,data\n,氏名\n", "web.csv:2:1: "),
        ("id,顧客ID\nB1,B1\n", "E_COLUMN_AMBIGUOUS"),
    ] {
        dir.file("web.csv", log);
        let ran = audit(&dir, LOG, &["--touch", "web.csv"]).exits(2);
        assert!(ran.stderr.contains(what), "{}", ran.stderr);
        std::fs::remove_dir_all(dir.path("audit")).unwrap();
    }
    dir.file("web.csv", "id,顧客ID\nB1,A1\n");
    audit(&dir, LOG, &["--touch", "web.csv", "--column", "id=id"]).exits(3);
    assert_eq!(rows(&dir, "report/exposures.csv").len(), 1);
}
