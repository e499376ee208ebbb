//! Which column of a log, a journal or a table of customers' rows is what: what `--column` says first, then the usual headers.
//!
//! Sources of the headers: our own documentation of each file (README), the guard's journal (`src/attest/guard.sql`), and the
//! words of the notices and of Japanese shop and mailing systems; own list.

use crate::error::{Problem, Result};
use crate::fields::header_key;
use crate::model::Place;
use crate::read::{ID_HEADERS, Listing, MERGES_HEADERS};

/// What a column may be: the name that `--column` calls it by, and its usual headers in the form of [`header_key`].
pub(super) const NAMES: &[(&str, &[&str])] = &[
    ("survivor", &["survivorid", "統合先id", "masterid", "survivor"]),
    ("merged", &["mergedid", "統合元id", "duplicateid", "merged"]),
    ("merged_into", &["mergedinto", "mergedintoid", "統合先id", "統合先"]),
    ("id", ID_HEADERS),
    (
        "at",
        &[
            "at",
            "time",
            "timestamp",
            "datetime",
            "date",
            "mergedat",
            "occurredat",
            "viewedat",
            "sentat",
            "orderedat",
            "purchasedat",
            "createdat",
            "日時",
            "発生日時",
            "統合日時",
            "閲覧日時",
            "送信日時",
            "発送日",
            "購入日",
            "購入日時",
            "注文日時",
            "日付",
        ],
    ),
    ("undone", &["undoneat", "unmergedat", "取消日時", "統合取消日時"]),
    ("touchpoint", &["touchpoint", "channel", "medium", "接点", "タッチポイント", "チャネル", "媒体"]),
    ("data", &["data", "datakinds", "kinds", "items", "項目", "個人情報の項目", "データ項目"]),
    ("shown", &["shownid", "subjectid", "表示id", "表示顧客id", "本人id"]),
    ("owner", &["ownerid", "所有者id", "注文者id", "購入者id"]),
    ("viewer", &["viewerid", "recipientid", "閲覧者id", "受信者id", "受取人id"]),
    ("effect", &["effect", "影響"]),
    ("key", &["key", "rowid", "orderid", "orderno", "注文番号", "明細番号", "伝票番号"]),
    ("presented", &["presentedid", "提示id", "提示会員番号", "提示顧客id"]),
    ("before_survivor", &["beforesurvivor"]),
    ("before_merged", &["beforemerged"]),
    ("session", &["sessionid", "セッションid"]),
    ("mailing", &["mailingid", "messageid", "配信id", "送付id"]),
];

/// What `--column` says, and the policy of the ID's header.
pub(super) struct Asked {
    named: Vec<(String, String)>,
    id: Option<String>,
}

impl Asked {
    /// Reads `NAME=HEADER` of each `--column`.
    ///
    /// # Errors
    ///
    /// `E_USAGE` where one is neither.
    pub(super) fn read(texts: &[String], id: Option<String>) -> Result<Self> {
        let mut named = Vec::new();
        for text in texts {
            let pair = text
                .split_once('=')
                .filter(|(name, header)| !header.is_empty() && NAMES.iter().any(|(known, _)| known == name));
            let Some((name, header)) = pair else {
                let names: Vec<&str> = NAMES.iter().map(|(name, _)| *name).collect();
                let (en, ja) = (
                    format!("--column must be NAME=HEADER; names: {}", names.join(", ")),
                    format!("--column は 名前=見出し の形で指定してください。名前: {}", names.join(", ")),
                );
                return Err(Problem::input("E_USAGE", Place::default(), en, ja).into());
            };
            named.push((name.to_owned(), header.to_owned()));
        }
        Ok(Self { named, id })
    }

    /// Holds that each header that `--column` names stands in one of these tables: a slip must not turn into "no such
    /// column".
    ///
    /// # Errors
    ///
    /// `E_COLUMN_MISSING`.
    pub(super) fn hold<'l>(&self, listings: impl Iterator<Item = &'l Listing> + Clone) -> Result<()> {
        for (name, header) in &self.named {
            if !listings.clone().any(|listing| listing.headers().iter().any(|h| h.trim() == header)) {
                let (en, ja) = (
                    format!("--column {name}={header}: no table has this column"),
                    format!("--column {name}={header}: この列のある表がありません"),
                );
                return Err(Problem::input("E_COLUMN_MISSING", Place::default(), en, ja).into());
            }
        }
        Ok(())
    }

    /// The column (from 0) that is this, if the table has one.
    ///
    /// # Errors
    ///
    /// `E_COLUMN_AMBIGUOUS` where two columns could both be it.
    pub(super) fn find(&self, listing: &Listing, name: &str) -> Result<Option<usize>> {
        let headers = listing.headers();
        let exact = |wanted: &str| headers.iter().position(|header| header.trim() == wanted);
        let asked = self.named.iter().filter(|(of, _)| of == name);
        if let Some(at) = asked.filter_map(|(_, header)| exact(header)).next() {
            return Ok(Some(at));
        }
        if name == "id"
            && let Some(at) = self.id.as_deref().and_then(exact)
        {
            return Ok(Some(at));
        }
        let keys = NAMES.iter().find(|(known, _)| *known == name).map_or(&[][..], |(_, keys)| keys);
        let is_it = |at: &usize| keys.contains(&header_key(&headers[*at]).as_str());
        let found: Vec<usize> = (0..headers.len()).filter(is_it).collect();
        match found[..] {
            [] => Ok(None),
            [at] => Ok(Some(at)),
            ref several => {
                let names: Vec<&str> = several.iter().map(|at| &*headers[*at]).collect();
                let names = names.join(", ");
                let place = Place::file(&listing.name).at_line(1);
                let (en, ja) = (
                    format!("more than one column could be {name}: {names}"),
                    format!("{name} に当たる列が複数あります: {names}"),
                );
                Err(Problem::input("E_COLUMN_AMBIGUOUS", place, en, ja)
                    .help(
                        format!("say which: --column {name}=HEADER"),
                        format!("--column {name}=見出し で指定してください"),
                    )
                    .into())
            }
        }
    }

    /// The column that is this.
    ///
    /// # Errors
    ///
    /// Those of [`Asked::find`]; `E_COLUMN_MISSING` where there is none.
    pub(super) fn need(&self, listing: &Listing, name: &str) -> Result<usize> {
        self.find(listing, name)?.ok_or_else(|| {
            let place = Place::file(&listing.name).at_line(1);
            let (en, ja) = (format!("no column for {name}"), format!("{name} に当たる列がありません"));
            Problem::input("E_COLUMN_MISSING", place, en, ja)
                .help(
                    format!("say which: --column {name}=HEADER"),
                    format!("--column {name}=見出し で指定してください"),
                )
                .into()
        })
    }

    /// The columns of the two IDs of a merge log: a pair as a merges file has it, or the journal's.
    ///
    /// # Errors
    ///
    /// Those of [`Asked::need`].
    pub(super) fn pair(&self, listing: &Listing) -> Result<(usize, usize)> {
        debug_assert!(MERGES_HEADERS.iter().all(|(a, b)| NAMES[0].1.contains(a) && NAMES[1].1.contains(b)));
        Ok((self.need(listing, "survivor")?, self.need(listing, "merged")?))
    }
}
