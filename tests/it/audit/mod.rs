//! The room `audit` and its commands, on tables made here so that the figures of published incidents come out.

use super::util::Dir;

#[test]
fn every_audit_says_in_both_languages_what_it_is_for() {
    let dir = Dir::new();
    for lang in ["en", "ja"] {
        let help = dir.program(&["audit", "--help", "--lang", lang]).run().exits(0).stdout;
        for name in ["ids", "list"] {
            assert!(help.contains(&format!("  {name}")), "{help}");
        }
    }
}
