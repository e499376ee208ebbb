//! `[formats]`: how a column writes values that a text alone does not tell from others.

use super::Policy;
use super::check::Check;
use crate::fields;
use toml::de::DeTable;

impl Check<'_> {
    /// Takes over what is declared. A field without formats and a format that is not known are refused: they must
    /// not be taken for a declaration that nobody reads.
    pub(super) fn formats(&mut self, table: &DeTable<'_>, policy: &mut Policy) {
        let known = fields::ids().filter(|id| !fields::formats(*id).is_empty());
        let known = known.map(|id| fields::field(id).name).collect::<Vec<_>>();
        self.keys(table, "formats.", &known);
        for (key, v) in table {
            let Some(id) = fields::by_name(key.get_ref()).filter(|id| !fields::formats(*id).is_empty())
            else {
                continue;
            };
            let format = v.get_ref().as_str().and_then(|name| fields::format_by_name(id, name));
            if format.is_none() {
                let list = fields::formats(id).iter().map(|f| f.name).collect::<Vec<_>>().join(", ");
                self.say(
                    "E_POLICY_FORMAT",
                    self.written.place(v),
                    format!("unknown format; known are {list}"),
                    format!("不明な形式です。使える形式: {list}"),
                );
            }
            policy.columns.formats[id.index()] = format;
        }
    }
}
