//! The policy: what is refused, with which code and on which line; and that the built-in text is the built-in law.

use sekisho::fields;
use sekisho::model::{Lang, Verdict};
use sekisho::policy::{DEFAULT, Policy};
use sekisho::rules::known_codes;

fn read(text: &str) -> Result<Policy, Vec<(&'static str, Option<u64>)>> {
    Policy::read(text, "policy.toml", &known_codes())
        .map_err(|e| e.problems().iter().map(|p| (p.code, p.place.line)).collect())
}

/// Asserts that a policy is refused with exactly these codes and lines.
fn refused(text: &str, problems: &[(&'static str, u64)]) {
    let problems: Vec<_> = problems.iter().map(|(code, line)| (*code, Some(*line))).collect();
    assert_eq!(read(text), Err(problems), "{text}");
}

#[test]
fn the_manual_is_the_built_in_law() {
    assert_eq!(read(DEFAULT), Ok(Policy::built_in()));
    assert_eq!(read("version = 1"), Ok(Policy::built_in()));
}

#[test]
fn what_is_not_a_policy_is_refused() {
    refused("", &[("E_POLICY_VERSION", 1)]);
    refused("# nothing\n", &[("E_POLICY_VERSION", 1)]);
    refused("version = 2", &[("E_POLICY_VERSION", 1)]);
    refused("version = \"1\"", &[("E_POLICY_VERSION", 1)]);
    refused("version = 1\n[options\n", &[("E_POLICY_TOML", 2)]);
    refused("version = 1\n\nversion = 1", &[("E_POLICY_TOML", 3)]);
    refused("version = 1\noptions = 3", &[("E_POLICY_TYPE", 2)]);
}

#[test]
fn unknown_keys_are_refused_wherever_they_stand() {
    refused("version = 1\nskip = true", &[("E_POLICY_KEY", 2)]);
    refused("version = 1\n[conditions]\nrequird = [\"name\"]", &[("E_POLICY_KEY", 3)]);
    refused(
        "version = 1\n[options]\ngroup_size = 3\nshared = 1",
        &[("E_POLICY_KEY", 3), ("E_POLICY_KEY", 4)],
    );
    refused("version = 1\n[batch]\nmax_blocked = 0.1", &[("E_POLICY_KEY", 3)]);
    refused("version = 1\n[columns]\nname = \"氏名\"", &[("E_POLICY_KEY", 3)]);
    refused("version = 1\n[severity]\n\"plan.cycles\" = \"block\"", &[("E_POLICY_SEVERITY", 3)]);
}

#[test]
fn a_weaker_policy_is_refused() {
    let weaker = |text: &str, lines: &[u64]| {
        let problems: Vec<_> = lines.iter().map(|line| ("E_POLICY_WEAKER", *line)).collect();
        refused(text, &problems);
    };
    weaker("version = 1\n[conditions]\nrequired = [\"birthdate\", \"phone\"]", &[3]);
    weaker("version = 1\n[conditions]\nrequired = [\"name\", \"phone\"]", &[3]);
    weaker("version = 1\n[conditions]\nrequired = [\"name\", \"birthdate\"]", &[3]);
    weaker("version = 1\n[options]\ngroup_size_max = 6\nshared_by_max = 6", &[3, 4]);
    weaker("version = 1\n[options]\nshared_by_max = 0", &[3]);
    weaker("version = 1\n[options]\nevidence_bits_min = 38.8", &[3]);
    weaker("version = 1\n[batch]\nmax_block_share = 1.01\nmin_proposals = 21", &[3, 4]);
    weaker("version = 1\n[severity]\n\"phone.different\" = \"review\"", &[3]);
    weaker("version = 1\n[severity]\n\"scope.different\" = \"review\"", &[3]);
    weaker("version = 1\n[severity]\n\"gender.different\" = \"pass\"", &[3]);
    // An empty list is refused three times over: nothing of the least there can be is in it, and it gives no evidence.
    let empty = read("version = 1\n[conditions]\nrequired = []").unwrap_err();
    assert_eq!(empty.iter().filter(|(code, _)| *code == "E_POLICY_WEAKER").count(), 3);
}

#[test]
fn values_of_the_wrong_kind_are_refused() {
    refused("version = 1\n[options]\nvariant_agrees = 1", &[("E_POLICY_TYPE", 3)]);
    refused("version = 1\n[options]\ngroup_size_max = 2.5", &[("E_POLICY_TYPE", 3)]);
    refused("version = 1\n[options]\nevidence_bits_min = nan", &[("E_POLICY_TYPE", 3)]);
    refused("version = 1\n[options]\nevidence_bits_min = inf", &[("E_POLICY_TYPE", 3)]);
    refused("version = 1\n[batch]\nmax_block_share = \"0.1\"", &[("E_POLICY_TYPE", 3)]);
    refused("version = 1\n[conditions]\nrequired = \"name\"", &[("E_POLICY_TYPE", 3)]);
    refused("version = 1\n[columns]\nphone = [1]", &[("E_POLICY_TYPE", 3), ("E_POLICY_COLUMNS", 3)]);
    refused("version = 1\n[columns]\nid = [\"a\", \"b\"]", &[("E_POLICY_COLUMNS", 3)]);
    refused("version = 1\n[columns]\nbirthdate = [\"a\", \"b\"]", &[("E_POLICY_COLUMNS", 3)]);
    refused("version = 1\n[columns]\nname_kanji = [\"a\", \"b\", \"c\"]", &[("E_POLICY_COLUMNS", 3)]);
    refused("version = 1\n[columns]\nphone = \"a\"\nemail = \"a\"", &[("E_POLICY_COLUMNS", 3)]);
}

#[test]
fn conditions_are_listed_once_and_by_name() {
    refused(
        "version = 1\n[conditions]\nrequired = [\"name\", \"birthdate\", \"phone\", \"name\"]",
        &[("E_POLICY_CONDITION", 3)],
    );
    refused(
        "version = 1\n[conditions]\nrequired = [\"name\", \"birthdate\", \"phone\",\n \"scope\"]",
        &[("E_POLICY_CONDITION", 4)],
    );
}

#[test]
fn a_policy_that_nothing_can_fulfil_is_refused_before_a_record_is_read() {
    refused("version = 1\n[options]\nevidence_bits_min = 56.0", &[("E_POLICY_EVIDENCE", 3)]);
    let more = "version = 1\n[conditions]\nrequired = [\"name\", \"birthdate\", \"phone\", \"email\"]\n[options]\nevidence_bits_min = 56.0";
    assert!(read(more).is_ok());
}

#[test]
fn all_problems_are_told_at_once_and_in_both_languages() {
    let text = "version = 3\nskip = 1\n[options]\ngroup_size_max = 9\n[batch]\nmin_proposals = 0";
    let error = Policy::read(text, "policy.toml", &known_codes()).unwrap_err();
    assert_eq!(error.problems().len(), 4);
    for problem in error.problems() {
        assert!(problem.text(Lang::En).starts_with("policy.toml:"), "{}", problem.text(Lang::En));
        assert!(!problem.ja.is_ascii(), "{}", problem.ja);
    }
}

#[test]
fn what_a_policy_says_is_what_counts() {
    let text = "version = 1\n[columns]\nid = \"番号\"\nphone = [\"携帯\", \"自宅\"]\nignore = [\"備考\"]\n[conditions]\nrequired = [\"name\", \"birthdate\", \"address\"]\n[options]\nvariant_agrees = false\ngroup_size_max = 3\nshared_by_max = 2\nevidence_bits_min = 45\n[batch]\nmax_block_share = 0.5\nmin_proposals = 1_0\n[severity]\n\"gender.different\" = \"block\"";
    let policy = read(text).unwrap();
    assert_eq!(policy.columns().id.as_deref(), Some("番号"));
    assert_eq!(policy.columns().fields[fields::PHONE.index()], ["携帯", "自宅"]);
    assert_eq!(policy.columns().ignore, ["備考"]);
    assert_eq!(policy.required().collect::<Vec<_>>(), ["name", "birthdate", "address"]);
    assert!(!policy.variant_agrees());
    assert_eq!((policy.group_size_max(), policy.shared_by_max()), (3, 2));
    assert!((policy.evidence_bits_min() - 45.0).abs() < f32::EPSILON);
    assert!((policy.max_block_share() - 0.5).abs() < f64::EPSILON);
    assert_eq!(policy.min_proposals(), 10);
    assert_eq!(policy.verdict_of("gender.different", Verdict::Review), Verdict::Block);
    let raised = read("version = 1\n[severity]\n\"phone.missing\" = \"block\"").unwrap();
    assert_eq!(raised.verdict_of("phone.missing", Verdict::Review), Verdict::Block);
    assert_eq!(policy.verdict_of("evidence.weak", Verdict::Review), Verdict::Review);
}
