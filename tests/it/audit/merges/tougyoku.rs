//! Tougyoku (notice of 2023): no merge, but the same counting. 265 members, 1,007 buyers and 187 people to whom goods were sent,
//! 1,459 in all and 1,244 different ones; 38 cards of 30 people. Whoever goods were sent to is no customer and counts.

use super::json;
use crate::util::Dir;
use std::fmt::Write as _;

fn world() -> Dir {
    let dir = Dir::new();
    let mut log = "at,customer_id,shown_id,owner_id,touchpoint,data\n".to_owned();
    let mut add = |customer: u64, shown: &str, touchpoint: &str, data: &str| {
        writeln!(log, "2023-03-16,C{customer},{shown},C{customer},{touchpoint},{data}").unwrap();
    };
    // 215 of the members are buyers too.
    (0..265).for_each(|i| {
        add(i, &format!("C{i}"), "会員登録", "氏名;住所;電話番号;メールアドレス;ログインパスワード")
    });
    (50..1_057)
        .for_each(|i| add(i, &format!("C{i}"), "商品購入", "氏名;住所;電話番号;メールアドレス;お届け先情報"));
    (0..187).for_each(|i| add(300 + i, &format!("届け先{i}"), "お届け先", "氏名;住所;電話番号"));
    (0..38).for_each(|i| {
        let buyer = 400 + i % 30;
        add(
            buyer,
            &format!("C{buyer}"),
            "カード決済",
            "カード名義人名;クレジットカード番号;セキュリティコード",
        );
    });
    dir.file("site.csv", log);
    dir
}

#[test]
fn people_are_counted_once_and_those_who_are_no_customers_too() {
    let dir = world();
    let arguments = [
        "audit",
        "merges",
        "--disclosed",
        "site.csv",
        "--discovered",
        "2023-03-17",
        "--purpose",
        "wrongful",
        "--out",
        "audit",
    ];
    dir.program(&arguments).run().exits(3);
    let json = json(&dir);
    let rows = json["touched"]["rows"].as_array().unwrap();
    let of = |touchpoint: &str| {
        let row = rows.iter().find(|row| row["touchpoint"] == touchpoint).unwrap();
        (row["events"].as_u64().unwrap(), row["confirmed"].as_u64().unwrap())
    };
    assert_eq!(
        ["会員登録", "商品購入", "お届け先", "カード決済"].map(of),
        [(265, 265), (1_007, 1_007), (187, 187), (38, 30)]
    );
    assert_eq!(265 + 1_007 + 187, 1_459);
    assert_eq!(
        json["touched"]["all"],
        serde_json::json!({ "confirmed": 1_244, "possible": 0, "gross": 1_459 + 30 })
    );
    assert_eq!(json["people"]["confirmed"], 1_244);
    let cases = &json["law"]["cases"];
    assert_eq!(
        [&cases["sensitive"], &cases["financial"], &cases["wrongful"], &cases["many"]],
        ["no", "yes", "yes", "yes"]
    );
    assert_eq!(json["law"]["deadlines"]["final_if_wrongful"], "2023-05-15");
    let draft = dir.text("audit/report/draft_ja.md");
    assert!(
        draft.contains("| **確報（不正の目的によるおそれがある場合）** | **2023-05-15**（60 日以内） |"),
        "{draft}"
    );
    assert!(draft.contains("確認: **1244 人**"), "{draft}");
}
