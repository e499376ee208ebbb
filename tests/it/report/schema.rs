//! What the files hold is what their JSON Schemas say, and the schemas describe every key.

use super::sample;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What is wrong with a value under a schema: the part of JSON Schema 2020-12 that our schemas use; any other keyword
/// is an error, so that none is silently not checked.
pub(super) fn wrong(schema: &Value, root: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let mut bad = |what: &str| found.push(format!("{at}: {what}: {value}"));
    for (keyword, rule) in schema.as_object().unwrap() {
        match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" => {}
            "$ref" => {
                let target = rule.as_str().unwrap().trim_start_matches('#');
                return wrong(root.pointer(target).unwrap(), root, value, at, found);
            }
            "type" => {
                let types: Vec<&str> = rule.as_array().map_or_else(
                    || vec![rule.as_str().unwrap()],
                    |all| all.iter().map(|kind| kind.as_str().unwrap()).collect(),
                );
                let is = |kind: &str| match kind {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "integer" => value.is_u64() || value.is_i64(),
                    "number" => value.is_number(),
                    "boolean" => value.is_boolean(),
                    "null" => value.is_null(),
                    other => panic!("type {other}"),
                };
                if !types.iter().any(|kind| is(kind)) {
                    bad("type");
                }
            }
            "const" if value != rule => bad("const"),
            "enum" if !rule.as_array().unwrap().contains(value) => bad("enum"),
            "minimum" if value.as_f64() < rule.as_f64() => bad("minimum"),
            "minLength" | "maxLength" | "pattern" => {
                let text = value.as_str().unwrap_or_default();
                let length = text.chars().count() as u64;
                let fits = match keyword.as_str() {
                    "minLength" => length >= rule.as_u64().unwrap(),
                    "maxLength" => length <= rule.as_u64().unwrap(),
                    _pattern => matches_pattern(rule.as_str().unwrap(), text),
                };
                if !fits {
                    bad(keyword);
                }
            }
            "const" | "enum" | "minimum" | "properties" | "required" | "items" | "additionalProperties" => {}
            other => panic!("the keyword {other} is not known to this test"),
        }
    }
    if let (Some(items), Some(values)) = (schema.get("items"), value.as_array()) {
        for (i, value) in values.iter().enumerate() {
            wrong(items, root, value, &format!("{at}[{i}]"), found);
        }
    }
    let Some(object) = value.as_object() else { return };
    for key in schema.get("required").into_iter().flat_map(|r| r.as_array().unwrap()) {
        if !object.contains_key(key.as_str().unwrap()) {
            found.push(format!("{at}: {key} is missing"));
        }
    }
    for (key, value) in object {
        let here = format!("{at}.{key}");
        match (schema.pointer(&format!("/properties/{key}")), schema.get("additionalProperties")) {
            (Some(property), _) => wrong(property, root, value, &here, found),
            (None, Some(Value::Bool(false))) => found.push(format!("{here} is in no schema")),
            (None, Some(other)) => wrong(other, root, value, &here, found),
            (None, None) => {}
        }
    }
}

/// The few patterns that the schemas have.
fn matches_pattern(pattern: &str, text: &str) -> bool {
    match pattern {
        "^[0-9a-f]{64}$" => text.len() == 64 && text.bytes().all(|b| b"0123456789abcdef".contains(&b)),
        "^[=#+-]*$" => text.chars().all(|c| "=#+-".contains(c)),
        "^[a-z_]+\\.[a-z_]+$" => text.split_once('.').is_some_and(|(a, b)| {
            [a, b].iter().all(|p| !p.is_empty() && p.chars().all(|c| c == '_' || c.is_ascii_lowercase()))
        }),
        other => panic!("the pattern {other} is not known to this test"),
    }
}

/// The program's schema with this name.
pub fn schema(dir: &super::super::util::Dir, name: &str) -> Value {
    serde_json::from_str(&dir.program(&["schema", name]).run().exits(0).stdout).unwrap()
}

/// Holds that a value is what a schema says.
#[track_caller]
pub fn holds(schema: &Value, value: &Value) {
    let mut found = Vec::new();
    wrong(schema, schema, value, "", &mut found);
    assert_eq!(found, [""; 0]);
}

#[test]
fn files_are_what_their_schemas_say() {
    let dir = sample(&[]);
    holds(&schema(&dir, "summary"), &serde_json::from_str(&dir.text("result/summary.json")).unwrap());
    let diff = schema(&dir, "diff");
    let lines = dir.text("result/diff.jsonl");
    let mut keys = BTreeSet::new();
    for line in lines.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        holds(&diff, &line);
        keys.extend(line.as_object().unwrap().keys().cloned());
        keys.extend(
            line["fields"].as_object().unwrap().values().flat_map(|f| f.as_object().unwrap().keys().cloned()),
        );
    }
    for key in ["group", "namesakes", "shape", "weakening", "survivor"] {
        assert!(keys.contains(key), "no line of the sample has {key}");
    }
}

#[test]
fn a_decisions_file_is_what_its_schema_says() {
    let dir = sample(&[]);
    let run = {
        use sha2::{Digest, Sha256};
        sekisho::report::hex(&Sha256::digest(dir.bytes("result/summary.json")))
    };
    let row = sekisho::report::decision::row_digest(&run, 5, "0007", "0008");
    dir.file(
        "handed.csv",
        format!("line,survivor_id,merged_id,decision,note,row_digest\n5,0007,0008,unsure,,{row}\n"),
    );
    dir.program(&["review", "--run", "result", "--decisions", "handed.csv", "--name", "t"]).run().exits(0);
    let file: Value = serde_json::from_str(&dir.text("result/decisions-t.json")).unwrap();
    let schema = schema(&dir, "decisions");
    holds(&schema, &file);
    // The schema refuses what is none: the test can fail.
    for (pointer, value) in [
        ("/format", json!("sekisho.decisions.2")),
        ("/decided/0/decision", json!("yes")),
        ("/decided/0/line", json!(1)),
        ("/decided/0/more", json!(1)),
    ] {
        let mut spoiled = file.clone();
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        spoiled.pointer_mut(parent).unwrap()[key] = value;
        let mut found = Vec::new();
        wrong(&schema, &schema, &spoiled, "", &mut found);
        assert_eq!(found.len(), 1, "{pointer}: {found:?}");
    }
}

#[test]
fn every_key_of_the_schemas_is_described_or_speaks_for_itself() {
    let dir = super::super::util::Dir::new();
    for name in ["decisions", "diff"] {
        let schema = schema(&dir, name);
        for property in ["/properties", "/properties/decided/items/properties", "/$defs/field/properties"] {
            let properties = schema.pointer(property).and_then(Value::as_object);
            for (key, rule) in properties.into_iter().flatten() {
                assert!(rule.get("description").is_some(), "{name} {property}: {key}");
            }
        }
    }
    dir.program(&["schema", "nothing"]).run().exits(2);
}
