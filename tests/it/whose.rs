//! Whose value is it? Columns of other people are never evidence of who a customer is.

use crate::util::Dir;

/// Two records with different phones of their own and one number in another column.
fn world(header: &str) -> Dir {
    let dir = Dir::new();
    let row = |id, phone| format!("{id},轟 慎太郎,トドロキ シンタロウ,{phone},1937-08-23,090-7193-5824\n");
    let header = format!("会員番号,氏名,フリガナ,電話番号,生年月日,{header}\n");
    dir.file("customers.csv", format!("{header}{}{}", row("A", "090-2345-6781"), row("B", "080-9876-5431")));
    dir.file("merges.csv", "survivor_id,merged_id\nA,B\n");
    dir
}

/// Headers of other people's columns with a phone, as forms print them.
const OTHERS: [&str; 14] = [
    "お届け先電話番号",
    "お届け先TEL",
    "送付先電話番号",
    "配送先電話",
    "緊急連絡先",
    "緊急連絡先電話番号",
    "お子様電話番号",
    "保護者電話番号",
    "店舗電話番号",
    "勤務先電話番号",
    "ship_to_phone",
    "emergency_contact_phone",
    "child_phone",
    "billing_tel",
];

#[test]
fn a_number_that_only_another_persons_column_shares_is_no_evidence() {
    for header in OTHERS {
        let dir = world(header);
        let ran = dir.check(&[]);
        assert_eq!(ran.code, 1, "{header}: {ran:?}");
        assert!(dir.text("result/blocked.csv").contains("phone.different"), "{header}");
        let summary: serde_json::Value = serde_json::from_str(&dir.text("result/summary.json")).unwrap();
        assert_eq!(summary["inputs"]["records"][0]["unused"], serde_json::json!([header]));
    }
}

#[test]
fn the_same_column_taken_for_the_customers_own_would_pass() {
    // What the test above guards against: the shared number alone makes the difference.
    let dir = world("携帯電話番号");
    assert_eq!(dir.check(&[]).code, 0);
}

#[test]
fn a_column_that_the_policy_ignores_is_never_evidence_whatever_its_name() {
    let dir = world("携帯電話番号");
    dir.file("policy.toml", "version = 1\n[columns]\nignore = [\"携帯電話番号\"]\n");
    let ran = dir.check(&["--policy", "policy.toml"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(dir.text("result/blocked.csv").contains("phone.different"));
}

#[test]
fn init_sets_other_peoples_columns_aside_and_says_so() {
    for header in OTHERS {
        let dir = world(header);
        let init = [
            "--lang",
            "en",
            "init",
            "--records",
            "customers.csv",
            "--merges",
            "merges.csv",
            "--out",
            "policy.toml",
        ];
        let ran = dir.program(&init).run();
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(ran.stderr.contains(header) && ran.stderr.contains("another person"), "{header}: {ran:?}");
        let policy = dir.text("policy.toml");
        if header != "店舗電話番号" {
            assert!(policy.contains(&format!("ignore = [\"{header}\"]")), "{policy}");
        }
        // The policy works as it is.
        let ran = dir.check(&["--policy", "policy.toml"]);
        assert_eq!(ran.code, 1, "{header}: {ran:?}");
    }
}

#[test]
fn init_is_silent_where_every_column_is_the_customers_own() {
    let dir = world("登録日");
    let ran = dir.program(&["init", "--records", "customers.csv", "--merges", "merges.csv"]).run();
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert!(!ran.stdout.contains("登録日") && !ran.stdout.contains("\nignore"), "{ran:?}");
    assert!(ran.stdout.contains("the files have 1 more of them"), "{ran:?}");
}

#[test]
fn the_name_of_a_column_that_is_nothing_known_is_counted_and_not_shown() {
    let dir = world("鼕鼕様の備考");
    assert_eq!(dir.check(&["--json"]).code, 1);
    let summary: serde_json::Value = serde_json::from_str(&dir.text("result/summary.json")).unwrap();
    let file = &summary["inputs"]["records"][0];
    assert_eq!((&file["unused"], &file["unused_count"]), (&serde_json::json!([]), &serde_json::json!(1)));
    let ran = dir.check(&["--json", "--replace"]);
    for text in [dir.text("result/summary.json"), ran.stdout, ran.stderr] {
        assert!(!text.contains("備考"), "{text}");
    }
}

#[test]
fn init_offers_shops_and_consents_as_scope_and_does_not_decide() {
    for header in ["店舗コード", "メール配信同意", "shop_id", "consent_flag", "会社コード"] {
        let dir = world(header);
        let ran = dir
            .program(&["init", "--records", "customers.csv", "--merges", "merges.csv", "--out", "p.toml"])
            .run();
        assert_eq!(ran.code, 0, "{ran:?}");
        let policy = dir.text("p.toml");
        let offer = format!("# scope = \"{header}\"\n");
        assert!(policy.contains(&offer) && !policy.contains("\nignore"), "{policy}");
        // Made to count, the line is taken as it stands.
        dir.file("on.toml", policy.replace(&offer, &offer[2..]));
        assert_eq!(dir.check(&["--policy", "on.toml"]).code, 1);
        let summary = dir.text("result/summary.json");
        assert!(summary.contains("\"field\": \"scope\""), "{summary}");
    }
}
