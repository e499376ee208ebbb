//! From what was written to what is valid, or all problems at once. Only tightening is let through.

use super::file::{Written, value};
use super::{BIRTHDATE_SHARED_MAX, KnownCode, Policy, REFERENCE_POPULATION};
use crate::error::{Error, Problem, Result};
use crate::fields::{self, CONDITION_COUNT, CONDITIONS};
use crate::model::{Place, Verdict};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

type Value<'a> = Spanned<DeValue<'a>>;

pub(super) fn policy(text: &str, name: &str, codes: &[KnownCode]) -> Result<Policy> {
    let written = Written::parse(text, name)?;
    let mut check = Check { written: &written, problems: Vec::new() };
    let mut policy = Policy::built_in();
    check.keys(
        &written.root,
        "",
        &["version", "columns", "formats", "conditions", "options", "batch", "severity"],
    );
    check.version();
    if let Some(table) = check.table("columns") {
        check.columns(table, &mut policy);
    }
    if let Some(table) = check.table("formats") {
        check.formats(table, &mut policy);
    }
    if let Some(table) = check.table("conditions") {
        check.conditions(table, &mut policy);
    }
    if let Some(table) = check.table("options") {
        check.options(table, &mut policy);
    }
    if let Some(table) = check.table("batch") {
        check.batch(table, &mut policy);
    }
    if let Some(table) = check.table("severity") {
        check.severity(table, &mut policy, codes);
    }
    if check.problems.is_empty() {
        check.reachable(&policy);
    }
    match Error::from_problems(check.problems) {
        None => Ok(policy),
        Some(error) => Err(error),
    }
}

pub(super) struct Check<'w> {
    pub(super) written: &'w Written<'w>,
    problems: Vec<Problem>,
}

impl<'w> Check<'w> {
    pub(super) fn say(&mut self, code: &'static str, place: Place, en: String, ja: String) {
        self.problems.push(Problem::input(code, place, en, ja));
    }

    fn weaker(&mut self, place: Place, en: String, ja: String) {
        let problem = Problem::input("E_POLICY_WEAKER", place, en, ja).help(
            "a policy can only make the gate stricter",
            "ポリシーでは条件を厳しくすることだけができます",
        );
        self.problems.push(problem);
    }

    /// Refuses keys that are not known: a misspelt limit must not be taken for no limit.
    pub(super) fn keys(&mut self, table: &DeTable<'_>, within: &str, known: &[&str]) {
        for (key, _) in table {
            if !known.contains(&key.get_ref().as_ref()) {
                let place = self.written.place(key);
                let place = place.under(&format!("{within}{}", key.get_ref()));
                let list = known.join(", ");
                self.say(
                    "E_POLICY_KEY",
                    place,
                    format!("unknown key; known are {list}"),
                    format!("不明なキーです。使えるキー: {list}"),
                );
            }
        }
    }

    fn table(&mut self, key: &str) -> Option<&'w DeTable<'w>> {
        let found = value(&self.written.root, key)?;
        let table = found.get_ref().as_table();
        if table.is_none() {
            let place = self.written.place(found);
            self.say(
                "E_POLICY_TYPE",
                place,
                format!("[{key}] must be a table"),
                format!("[{key}] は表でなければなりません"),
            );
        }
        table
    }

    fn version(&mut self) {
        match value(&self.written.root, "version") {
            None => self.say(
                "E_POLICY_VERSION",
                self.written.top(),
                "the key version is missing; write `version = 1`".into(),
                "version がありません。`version = 1` と書いてください".into(),
            ),
            Some(v) if v.get_ref().as_integer().is_some_and(|i| i.as_str() == "1") => {}
            Some(v) => {
                let place = self.written.place(v);
                self.say(
                    "E_POLICY_VERSION",
                    place,
                    "version must be 1".into(),
                    "version は 1 でなければなりません".into(),
                );
            }
        }
    }

    /// A header or a list of headers; empty texts and other types are refused.
    fn headers(&mut self, v: &Value<'_>, policy: &mut Policy) -> Vec<String> {
        let mut one = |v: &Value<'_>| match v.get_ref().as_str() {
            Some(text) if !text.trim().is_empty() => {
                let header = text.trim().to_owned();
                policy.columns.places.insert(header.clone(), self.written.place(v));
                Some(header)
            }
            _not_a_header => {
                let place = self.written.place(v);
                self.say(
                    "E_POLICY_TYPE",
                    place,
                    "expected a header or a list of headers".into(),
                    "見出し、または見出しの配列が必要です".into(),
                );
                None
            }
        };
        match v.get_ref().as_array() {
            Some(list) => list.iter().filter_map(one).collect(),
            None => one(v).into_iter().collect(),
        }
    }

    fn columns(&mut self, table: &DeTable<'_>, policy: &mut Policy) {
        let mut known: Vec<&str> = vec!["id", "ignore"];
        known.extend(fields::FIELDS.iter().map(|f| f.name));
        self.keys(table, "columns.", &known);
        for (key, v) in table {
            let headers = self.headers(v, policy);
            let place = self.written.place(v);
            match key.get_ref().as_ref() {
                "id" if headers.len() > 1 => {
                    self.say("E_POLICY_COLUMNS", place, "id is one column".into(), "id は 1 列です".into());
                }
                "id" => policy.columns.id = headers.into_iter().next(),
                "ignore" => policy.columns.ignore = headers,
                name => {
                    let Some(id) = fields::by_name(name) else { continue };
                    let field = fields::field(id);
                    let most = if field.many {
                        usize::MAX
                    } else if field.part_headers.is_some() {
                        2
                    } else {
                        1
                    };
                    if headers.is_empty() || headers.len() > most {
                        self.say(
                            "E_POLICY_COLUMNS",
                            place,
                            format!("{name} cannot stand in {} columns", headers.len()),
                            format!("{name} に {} 列は指定できません", headers.len()),
                        );
                    }
                    policy.columns.fields[id.index()] = headers;
                }
            }
        }
        self.double_use(policy);
    }

    /// One column cannot be two fields.
    fn double_use(&mut self, policy: &Policy) {
        let columns = &policy.columns;
        let mut all: Vec<&str> = columns
            .id
            .iter()
            .chain(columns.fields.iter().flatten())
            .chain(&columns.ignore)
            .map(String::as_str)
            .collect();
        all.sort_unstable();
        if let Some(twice) = all.windows(2).find(|w| w[0] == w[1]) {
            let header = twice[0].to_owned();
            let named = columns.places.get(&header).cloned();
            let place = named.unwrap_or_else(|| self.written.top()).under(&header);
            self.say(
                "E_POLICY_COLUMNS",
                place,
                "this header is used twice in [columns]".into(),
                "この見出しが [columns] に二度使われています".into(),
            );
        }
    }

    fn conditions(&mut self, table: &DeTable<'_>, policy: &mut Policy) {
        self.keys(table, "conditions.", &["required"]);
        let Some(v) = value(table, "required") else { return };
        let place = self.written.place(v);
        let Some(list) = v.get_ref().as_array() else {
            self.say(
                "E_POLICY_TYPE",
                place,
                "required must be a list of conditions".into(),
                "required は条件の配列でなければなりません".into(),
            );
            return;
        };
        let mut required = [false; CONDITION_COUNT];
        for entry in list.iter() {
            let found = entry.get_ref().as_str().and_then(fields::condition);
            match found {
                Some(i) if !required[i] => required[i] = true,
                Some(i) => {
                    let (place, name) = (self.written.place(entry), CONDITIONS[i].name);
                    self.say(
                        "E_POLICY_CONDITION",
                        place,
                        format!("{name} stands twice; each condition counts once"),
                        format!("{name} が二度あります。条件は一度だけ数えます"),
                    );
                }
                None => {
                    let known = CONDITIONS.each_ref().map(|c| c.name).join(", ");
                    let place = self.written.place(entry);
                    self.say(
                        "E_POLICY_CONDITION",
                        place,
                        format!("unknown condition; known are {known}"),
                        format!("不明な条件です。使える条件: {known}"),
                    );
                }
            }
        }
        for (condition, on) in CONDITIONS.iter().zip(required) {
            if condition.always && !on {
                self.weaker(
                    place.clone(),
                    format!("required must have {}", condition.name),
                    format!("required には {} が必要です", condition.name),
                );
            }
        }
        if !CONDITIONS.iter().zip(required).any(|(c, on)| c.contact && on) {
            self.weaker(
                place,
                "required must have phone, email or address".into(),
                "required には phone, email, address のいずれかが必要です".into(),
            );
        }
        policy.required = required;
    }

    fn options(&mut self, table: &DeTable<'_>, policy: &mut Policy) {
        self.keys(
            table,
            "options.",
            &[
                "variant_agrees",
                "group_size_max",
                "shared_by_max",
                "birthdate_shared_max",
                "evidence_bits_min",
                "reference_population",
            ],
        );
        if let Some(v) = value(table, "variant_agrees") {
            match v.get_ref().as_bool() {
                Some(on) => policy.variant_agrees = on,
                None => self.say(
                    "E_POLICY_TYPE",
                    self.written.place(v),
                    "expected true or false".into(),
                    "true か false が必要です".into(),
                ),
            }
        }
        if let Some(n) = self.number(table, "group_size_max", (2.0, 5.0), true) {
            policy.group_size_max = n as usize;
        }
        if let Some(n) = self.number(table, "shared_by_max", (1.0, 5.0), true) {
            policy.shared_by_max = n as usize;
        }
        let most = f64::from(BIRTHDATE_SHARED_MAX);
        if let Some(n) = self.number(table, "birthdate_shared_max", (1.0, most), true) {
            policy.birthdate_shared_max = n as u32;
        }
        let most = f64::from(REFERENCE_POPULATION);
        if let Some(n) = self.number(table, "reference_population", (1.0, most), true) {
            policy.reference_population = n as u32;
        }
        if let Some(n) = self.number(table, "evidence_bits_min", (38.9, 1000.0), false) {
            policy.evidence_bits_min = n as f32;
        }
    }

    fn batch(&mut self, table: &DeTable<'_>, policy: &mut Policy) {
        self.keys(table, "batch.", &["max_block_share", "min_proposals"]);
        if let Some(n) = self.number(table, "max_block_share", (0.0, 1.0), false) {
            policy.max_block_share = n;
        }
        if let Some(n) = self.number(table, "min_proposals", (1.0, 20.0), true) {
            policy.min_proposals = n as u64;
        }
    }

    /// A number within a range; outside it the policy would be weaker than the built-in one, or mean nothing.
    fn number(
        &mut self,
        table: &DeTable<'_>,
        key: &str,
        (least, most): (f64, f64),
        whole: bool,
    ) -> Option<f64> {
        let v = value(table, key)?;
        let integer = v.get_ref().as_integer().filter(|i| i.radix() == 10).map(|i| i.as_str());
        let text = integer.or_else(|| v.get_ref().as_float().filter(|_| !whole).map(|f| f.as_str()));
        let place = self.written.place(v);
        match text.and_then(|t| t.replace('_', "").parse::<f64>().ok()).filter(|n| n.is_finite()) {
            None => {
                let kind = if whole { ("a whole number", "整数") } else { ("a number", "数値") };
                self.say(
                    "E_POLICY_TYPE",
                    place,
                    format!("{key}: expected {}", kind.0),
                    format!("{key}: {}が必要です", kind.1),
                );
                None
            }
            Some(n) if n < least || n > most => {
                self.weaker(
                    place,
                    format!("{key} must be from {least} to {most}"),
                    format!("{key} は {least} から {most} まででなければなりません"),
                );
                None
            }
            Some(n) => Some(n),
        }
    }

    fn severity(&mut self, table: &DeTable<'_>, policy: &mut Policy, codes: &[KnownCode]) {
        for (key, v) in table {
            let place = self.written.place(key).under(key.get_ref());
            let Some((code, own)) = codes.iter().find(|(c, _)| c == key.get_ref()) else {
                self.say(
                    "E_POLICY_SEVERITY",
                    place,
                    "unknown reason code; see `sekisho explain --list`".into(),
                    "不明な理由コードです。`sekisho explain --list` で一覧できます".into(),
                );
                continue;
            };
            let wanted = v.get_ref().as_str().and_then(|t| Verdict::ALL.into_iter().find(|w| w.name() == t));
            match wanted {
                None => self.say(
                    "E_POLICY_TYPE",
                    place,
                    "expected \"review\" or \"block\"".into(),
                    "\"review\" か \"block\" が必要です".into(),
                ),
                Some(verdict) if verdict < *own => self.weaker(
                    place,
                    format!("this code is {} by itself and can only be raised", own.name()),
                    format!("このコードは元々 {} で、重くすることだけができます", own.name()),
                ),
                Some(verdict) => {
                    policy.severity.insert(code, verdict);
                }
            }
        }
    }

    /// A policy that asks for more evidence than its conditions can ever give would pass nothing in silence. Each
    /// condition gives the most where nobody else holds the value, so the reference population does not come into it.
    fn reachable(&mut self, policy: &Policy) {
        let on = |i: &usize| policy.required[*i];
        let most: f32 = (0..CONDITION_COUNT).filter(on).map(|i| CONDITIONS[i].floor_bits).sum();
        if most < policy.evidence_bits_min {
            let options = value(&self.written.root, "options").and_then(|v| v.get_ref().as_table());
            let asked = options.and_then(|table| value(table, "evidence_bits_min"));
            let place = asked.map_or_else(|| self.written.top(), |v| self.written.place(v));
            self.say(
                "E_POLICY_EVIDENCE",
                place,
                format!(
                    "the required conditions give {most:.1} bits at most, evidence_bits_min asks for {}",
                    policy.evidence_bits_min
                ),
                format!(
                    "必須条件で得られるのは最大 {most:.1} ビットですが、evidence_bits_min は {} です",
                    policy.evidence_bits_min
                ),
            );
        }
    }
}
