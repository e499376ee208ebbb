//! A draft of the report to the regulator, in Japanese: the nine items of 個人情報の保護に関する法律施行規則 8条1項 (1号 to 9号), filled
//! as far as the data say, each figure with the lines it comes from. What data cannot say is left open for people, and said so.

use super::groups::Finding;
use super::law::{Cases, Deadlines, FINAL_DAYS, FINAL_DAYS_WRONGFUL, Met, PEOPLE_MAX, PROMPT_DAYS};
use super::moment::{date, written};
use super::touch::{Counted, Effect, People, TouchRow};
use crate::model::Lang;
use crate::report::words;
use std::fmt::Write;

/// Lines (from 1, both ends included) of a file; none where the last is before the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// The first.
    pub first: u64,
    /// The last.
    pub last: u64,
}

impl Lines {
    /// How many.
    #[must_use]
    pub const fn count(self) -> u64 {
        (self.last + 1).saturating_sub(self.first)
    }

    /// `2-31`; `None` where there is none.
    #[must_use]
    pub fn range(self) -> Option<String> {
        (self.count() > 0).then(|| format!("{}-{}", self.first, self.last))
    }

    /// With the file's name, in Japanese.
    fn of(self, file: &str) -> String {
        self.range().map_or_else(|| format!("{file} に該当行なし"), |range| format!("{file} {range} 行"))
    }
}

/// How many merges came out how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MergeCounts {
    /// Rows that tell one.
    pub rows: u64,
    /// Of one person.
    pub right: u64,
    /// It cannot be told.
    pub possible: u64,
    /// Of two people.
    pub wrong: u64,
    /// Records that are gone, nobody knows into which.
    pub unplaced: u64,
}

/// Everything that the draft says.
pub struct Facts<'a> {
    /// The day (from 1970-01-01) on which the fact became known.
    pub discovered: Option<i64>,
    /// The law that the merges were held against: a file's name, or the built-in one.
    pub policy: &'a str,
    /// The merges.
    pub merges: MergeCounts,
    /// Where they stand in `merges.csv`: wrong, possible, right.
    pub merge_lines: [Lines; 3],
    /// The people behind merged customers.
    pub merged_people: People,
    /// Where they stand in `people.csv`: certain, possible.
    pub people_lines: [Lines; 2],
    /// The first and last second of the wrong merges, where written down.
    pub merged_between: Option<(i64, i64)>,
    /// Why merges were wrong: reason codes with their numbers.
    pub reasons: &'a [(&'static str, u64)],
    /// What contact logs say; `None` where there were none.
    pub counted: Option<&'a Counted<'a>>,
    /// Where the people of each row stand in `exposed_people.csv`.
    pub touch_lines: &'a [[Lines; 2]],
    /// Everybody concerned, the figure that the law asks for.
    pub people: People,
    /// The cases of the law.
    pub cases: Cases,
    /// How many IDs are on the lists of what must stop.
    pub held: u64,
    /// The merges to take back, to look at, and that cannot be decided.
    pub restore: [u64; 3],
    /// The same of rows that belong to customers; `None` where no such table was given.
    pub children: Option<[u64; 3]>,
}

/// The mark of what people must fill in.
const OPEN: &str = "【要記入】";

/// The draft, as Markdown.
#[must_use]
pub fn draft(facts: &Facts<'_>) -> String {
    let mut text = String::new();
    text.push_str("# 漏えい等報告（下書き）\n\n");
    text.push_str("> **これは下書きです。** データから機械的に分かることだけを埋めたもので、法的助言ではありません。報告の要否・内容・期限は、必ず人（個人情報保護管理者・法務）が判断してください。");
    let _ = writeln!(text, "{OPEN} は、データからは分からない箇所です。\n");
    text.push_str("根拠法令: 個人情報の保護に関する法律 第26条、同法施行規則 第7条（報告対象事態）・第8条（報告事項と期限）・第10条（本人への通知）\n\n");
    deadlines(facts, &mut text);
    cases(facts, &mut text);
    outline(facts, &mut text);
    kinds(facts, &mut text);
    numbers(facts, &mut text);
    cause(facts, &mut text);
    let _ = writeln!(
        text,
        "## 5. 二次被害又はそのおそれの有無及びその内容\n\n{OPEN} 不正利用などの二次被害の有無は、このデータからは分かりません。\n"
    );
    response(facts, &mut text);
    let _ = writeln!(text, "## 7. 公表の実施状況\n\n{OPEN} 公表の有無、公表日、方法。\n");
    prevention(facts, &mut text);
    other(facts, &mut text);
    text
}

fn deadlines(facts: &Facts<'_>, text: &mut String) {
    text.push_str("## 期限\n\n");
    let Some(discovered) = facts.discovered else {
        let _ = writeln!(
            text,
            "{OPEN} 事態を知った日（`--discovered YYYY-MM-DD` を付けると期限を計算します）。速報は知った時点から概ね {}〜{} 日以内、確報は {FINAL_DAYS} 日以内（不正の目的によるおそれがある場合は {FINAL_DAYS_WRONGFUL} 日以内）。\n",
            PROMPT_DAYS.0, PROMPT_DAYS.1
        );
        return;
    };
    let days = Deadlines::from(discovered);
    let _ = writeln!(text, "| 報告 | 期限 | 根拠 |\n| --- | --- | --- |");
    let _ = writeln!(text, "| 事態を知った日 | {} | `--discovered` |", date(discovered));
    let _ = writeln!(
        text,
        "| 速報 | {} 〜 {}（概ね {}〜{} 日以内） | 施行規則8条1項「速やかに」、通則ガイドライン 3-5-3-3 |",
        date(days.prompt_from),
        date(days.prompt_until),
        PROMPT_DAYS.0,
        PROMPT_DAYS.1
    );
    let is_wrongful = facts.cases.wrongful == Met::Yes;
    let mark = |chosen: bool| if chosen { "**" } else { "" };
    let (usual, long) = (mark(!is_wrongful), mark(is_wrongful));
    let _ = writeln!(
        text,
        "| {usual}確報{usual} | {usual}{}{usual}（{FINAL_DAYS} 日以内） | 施行規則8条2項 |",
        date(days.last)
    );
    let _ = writeln!(
        text,
        "| {long}確報（不正の目的によるおそれがある場合）{long} | {long}{}{long}（{FINAL_DAYS_WRONGFUL} 日以内） | 施行規則8条2項かっこ書 |",
        date(days.last_if_wrongful)
    );
    text.push_str("\n知った日を 1 日目として数えています（最も早い数え方）。期限が休日に当たる場合の扱いは人が確認してください。\n\n");
}

fn cases(facts: &Facts<'_>, text: &mut String) {
    text.push_str("## 報告対象事態に当たるか（施行規則7条）\n\n| 号 | 事態 | 判定 | 理由 |\n| --- | --- | --- | --- |\n");
    let said = |met: Met| match met {
        Met::Yes => "**該当**",
        Met::Maybe => "該当のおそれ",
        Met::No => "該当を確認せず",
        Met::Unknown => "要判断",
    };
    let by_kind = |met: Met| match met {
        Met::Unknown => "接触ログがなく、どの項目が見られたか分からない",
        Met::Yes | Met::Maybe => "項目名または指定による（2. の表）",
        Met::No => "見られた項目の名称に該当なし。項目名で分からないものは人が判断",
    };
    let People { confirmed, possible, .. } = facts.people;
    let _ = writeln!(
        text,
        "| 1号 | 要配慮個人情報 | {} | {} |",
        said(facts.cases.sensitive),
        by_kind(facts.cases.sensitive)
    );
    let _ = writeln!(
        text,
        "| 2号 | 財産的被害のおそれ（カード番号など） | {} | {} |",
        said(facts.cases.financial),
        by_kind(facts.cases.financial)
    );
    let _ =
        writeln!(text, "| 3号 | 不正の目的 | {} | `--purpose` の指定による |", said(facts.cases.wrongful));
    let _ = writeln!(
        text,
        "| 4号 | 本人の数が {PEOPLE_MAX} 人を超える | {} | 確認 {confirmed} 人、可能性 {possible} 人 |\n",
        said(facts.cases.many)
    );
}

fn outline(facts: &Facts<'_>, text: &mut String) {
    let MergeCounts { rows, wrong, possible, unplaced, .. } = facts.merges;
    text.push_str("## 1. 概要\n\n");
    if let Some((first, last)) = facts.merged_between {
        let _ = writeln!(
            text,
            "{} から {} にかけて行われた顧客記録の統合のうち、別人の記録を統合したものがありました。",
            written(first),
            written(last)
        );
    }
    let [wrong_at, possible_at, _] = facts.merge_lines.map(|lines| lines.of("merges.csv"));
    let _ = writeln!(
        text,
        "- 調べた統合 {rows} 件のうち、別人の統合を確認 {wrong} 件（根拠: {wrong_at}）、可能性あり {possible} 件（根拠: {possible_at}）"
    );
    if unplaced > 0 {
        let _ = writeln!(
            text,
            "- ほかに、どの記録に統合されたか分からず消えている記録 {unplaced} 件（根拠: restore.csv の unplaced）"
        );
    }
    if let Some(counted) = facts.counted {
        for (effect, word) in [
            (Effect::Shown, "他人に閲覧・送付された（漏えい）"),
            (Effect::Damaged, "記録と本人の結び付きが損なわれた（毀損）"),
        ] {
            let People { confirmed, possible, gross } = counted.people(|row| row.effect == effect);
            if gross > 0 {
                let _ = writeln!(
                    text,
                    "- {word}本人: 確認 {confirmed} 人、可能性 {possible} 人（実人数。表の行の合計は延べ {gross} 人。根拠: touch.csv、exposed_people.csv）"
                );
            }
        }
    }
    let _ = writeln!(text, "- {OPEN} 発生の経緯、発覚の経緯（いつ、誰が、どのように）\n");
}

fn kinds(facts: &Facts<'_>, text: &mut String) {
    text.push_str("## 2. 漏えい等が発生し、又は発生したおそれがある個人データの項目\n\n");
    let Some(counted) = facts.counted.filter(|counted| !counted.rows.is_empty()) else {
        let _ = writeln!(
            text,
            "{OPEN} 接触ログ（`--touch`）がない、または該当する接触がないため、どの項目が見られたかは分かりません。\n"
        );
        return;
    };
    text.push_str("| 接点 | 項目 | 影響 | 件数 | 本人（確認） | 本人（可能性） | 閲覧者 | 一人あたり閲覧者（最大） | 期間 | 根拠（exposed_people.csv） |\n| --- | --- | --- | --: | --: | --: | --: | --: | --- | --- |\n");
    for (row, lines) in counted.rows.iter().zip(facts.touch_lines) {
        let period = match (row.first(), row.last()) {
            (Some(first), Some(last)) => format!("{} 〜 {}", written(first), written(last)),
            _undated => "不明".to_owned(),
        };
        let at: Vec<String> = lines.iter().filter_map(|lines| lines.range()).collect();
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {period} | {} 行 |",
            in_cell(&row.touchpoint),
            if row.data.is_empty() { OPEN.to_owned() } else { in_cell(&row.data) },
            match row.effect {
                Effect::Shown => "漏えい",
                Effect::Damaged => "毀損",
            },
            row.events,
            row.count(Finding::Wrong),
            row.count(Finding::Possible),
            row.viewers,
            row.viewers_per_person_max(),
            at.join("、"),
        );
    }
    text.push_str(
        "\n項目ごとの人数:\n\n| 項目 | 件数 | 本人（確認） | 本人（可能性） |\n| --- | --: | --: | --: |\n",
    );
    for (item, (events, people)) in counted.by_item() {
        let _ =
            writeln!(text, "| {} | {events} | {} | {} |", in_cell(&item), people.confirmed, people.possible);
    }
    text.push('\n');
}

fn numbers(facts: &Facts<'_>, text: &mut String) {
    let People { confirmed, possible, .. } = facts.people;
    let [certain_at, possible_at] = facts.people_lines.map(|lines| lines.of("people.csv"));
    text.push_str("## 3. 本人の数\n\n");
    let _ = writeln!(text, "- 確認: **{confirmed} 人**、可能性を含めて: **{} 人**", confirmed + possible);
    let _ = writeln!(
        text,
        "- うち、別人の記録と一つにされた人: 確認 {} 人（根拠: {certain_at}）、可能性 {} 人（根拠: {possible_at}）",
        facts.merged_people.confirmed, facts.merged_people.possible
    );
    if let Some(counted) = facts.counted {
        let all = counted.people(|_: &TouchRow| true);
        let _ = writeln!(
            text,
            "- うち、接触ログに現れた人: 確認 {} 人、可能性 {} 人（実人数）、延べ {} 人（touch.csv の各行の合計）",
            all.confirmed, all.possible, all.gross
        );
        let passed = counted.passed;
        if passed.undated + passed.unexplained > 0 {
            let _ = writeln!(
                text,
                "- 日時のない接触 {} 件は、統合中のものとして数えています。統合では説明できない表示 {} 件は、可能性に入れています",
                passed.undated, passed.unexplained
            );
        }
    } else {
        text.push_str(
            "- 接触ログがないため、実際に閲覧された人の数は分かりません。上の数は、閲覧され得た人の数です\n",
        );
    }
    text.push_str("- 人の同一性は、統合された記録の組ごとに判定しています。別々の組に同じ人がいれば、二度数えられています\n\n");
}

fn cause(facts: &Facts<'_>, text: &mut String) {
    text.push_str("## 4. 原因\n\n");
    let _ = writeln!(
        text,
        "統合された記録の組を、方針「{}」の条件で判定し直した結果（根拠: {}）:\n",
        facts.policy,
        facts.merge_lines[0].of("merges.csv")
    );
    for (code, count) in facts.reasons {
        let _ = writeln!(text, "- {}（`{code}`）: {count} 件", words::reason_title(code, Lang::Ja));
    }
    if facts.reasons.is_empty() {
        text.push_str("- 該当なし\n");
    }
    let _ = writeln!(
        text,
        "\nこれらの組は、この条件が適用されていれば統合されませんでした。\n\n{OPEN} 条件が適用されなかった理由（作業手順、プログラム、体制）。\n"
    );
}

fn response(facts: &Facts<'_>, text: &mut String) {
    text.push_str("## 6. 本人への対応の実施状況\n\n");
    let _ = writeln!(
        text,
        "- 停止・保留の対象: {} 件の ID（根拠: ../containment/ の 3 つのリスト）{OPEN} 実施日時",
        facts.held
    );
    let _ = writeln!(
        text,
        "- 通知の対象: 3. の本人（施行規則10条。通知事項は 1、2、4、5、9）{OPEN} 通知の日と方法"
    );
    let [restore, look, undecided] = facts.restore;
    let _ = writeln!(
        text,
        "- 復元: 元の記録に戻せる統合 {restore} 件、人の確認が必要 {look} 件、決められない {undecided} 件（根拠: restore.csv）"
    );
    match facts.children {
        Some([back, look, undecided]) => {
            let _ = writeln!(
                text,
                "- 購入履歴などの行: 本来の本人に戻せる {back} 行、人の確認が必要 {look} 行、誰のものか決められない {undecided} 行（根拠: restore_rows.csv）\n"
            );
        }
        None => {
            let _ = writeln!(text, "- {OPEN} 購入履歴など、顧客に属する行（`--child` で調べられます）\n");
        }
    }
}

fn prevention(facts: &Facts<'_>, text: &mut String) {
    let MergeCounts { rows, right, .. } = facts.merges;
    text.push_str("## 8. 再発防止のための措置\n\n");
    let _ = writeln!(
        text,
        "- データから言えること: 統合 {rows} 件のうち、方針「{}」の条件をすべて満たしていたのは {right} 件でした。残りは、統合の前にこの条件を検査していれば止まっていました",
        facts.policy
    );
    let _ = writeln!(text, "- {OPEN} 実施済みの措置、今後の措置と時期\n");
}

fn other(facts: &Facts<'_>, text: &mut String) {
    text.push_str("## 9. その他参考となる事項\n\n");
    let _ = writeln!(text, "- 調べた範囲と入力ファイルの SHA-256 は audit.json にあります");
    if let Some(counted) = facts.counted {
        let _ = writeln!(
            text,
            "- 接触ログ {} 件のうち {} 件は、統合の影響を受けない接触でした",
            counted.passed.events, counted.passed.unaffected
        );
    }
    let _ = writeln!(text, "- {OPEN} 他の行政機関への報告、委託先、外国の本人の有無");
}

/// A text of a log in a cell of a table: nothing of it may end the cell or begin a mark.
fn in_cell(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .flat_map(|c| {
            matches!(c, '|' | '\\' | '<' | '>' | '`' | '*' | '[' | ']').then_some('\\').into_iter().chain([c])
        })
        .collect()
}
