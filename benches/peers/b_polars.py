# Part of sekisho, MIT licence.
"""Polars, lazy. NFKC is built in (str.normalize). Jaro-Winkler: --jw plugin (polars_ds) | rapidfuzz | none."""
import argparse, os, sys
import polars as pl
ap = argparse.ArgumentParser(); ap.add_argument("--customers", required=True); ap.add_argument("--merges", required=True); ap.add_argument("--out", required=True)
ap.add_argument("--scope", default="referenced", choices=["referenced", "all"]); ap.add_argument("--jw", default="plugin", choices=["plugin", "rapidfuzz", "none"])
ap.add_argument("--engine", default="auto", choices=["auto", "in-memory", "streaming"])
a = ap.parse_args()
scan = lambda p: pl.scan_parquet(p) if p.endswith(".parquet") else pl.scan_csv(p, infer_schema=False)
C, L = pl.col, pl.lit
PLACE = ["", "不明", "テスト", "未登録", "-", "NULL"]
HIRA = [chr(c) for c in range(0x3041, 0x3097)]; KATA = [chr(ord(c) + 0x60) for c in HIRA]
DATE = r"^([MTSHR]|明治|大正|昭和|平成|令和)?(元|[0-9]{1,4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})日?$"
ERA = {"M": 1867, "明治": 1867, "T": 1911, "大正": 1911, "S": 1925, "昭和": 1925, "H": 1988, "平成": 1988, "R": 2018, "令和": 2018}

def norm(lf):
    k = C("name_kanji").str.normalize("NFKC").str.replace_all(r"\s+", "")
    n = C("name_kana").str.normalize("NFKC").str.replace_many(HIRA, KATA).str.replace_all(r"\s+", "")
    p = C("phone").str.normalize("NFKC").str.replace_all(r"[^0-9+]", "").str.replace(r"^\+810?", "0")
    g = C("birthdate").str.normalize("NFKC").str.extract_groups(DATE)
    lf = lf.select("customer_id", kanji=k, kana=n, phone=p, g=g).with_columns(
        era=C("g").struct[0], y=C("g").struct[1].replace("元", "1").cast(pl.Int32), m=C("g").struct[2].cast(pl.Int32), d=C("g").struct[3].cast(pl.Int32))
    y = C("y") + C("era").replace_strict(ERA, default=0, return_dtype=pl.Int32).fill_null(0)
    v = y * 10000 + C("m") * 100 + C("d")
    return lf.select("customer_id",
        kanji=pl.when(~C("kanji").is_in(PLACE)).then(C("kanji")),
        kana=pl.when(~C("kana").is_in(PLACE)).then(C("kana")),
        phone=pl.when(C("phone").str.len_bytes().is_between(10, 11) & ~C("phone").str.contains(r"^(0+|1+|2+|3+|4+|5+|6+|7+|8+|9+)$")).then(C("phone")),
        birthdate=pl.when((y >= 1900) & C("m").is_between(1, 12) & C("d").is_between(1, 31) & (v != 19000101)).then(v))

mg = scan(a.merges)
cu = scan(a.customers).select("customer_id", "name_kanji", "name_kana", "phone", "birthdate")
if a.scope == "referenced":
    need = pl.concat([mg.select(customer_id="survivor_id"), mg.select(customer_id="merged_id")]).unique()
    cu = cu.join(need, on="customer_id", how="semi")
nd = norm(cu).collect(engine=a.engine).lazy()          # normalise once, both sides use it
F = ["kanji", "kana", "phone", "birthdate"]
j = (mg.with_row_index("i").join(nd.rename({f: f + "_l" for f in F}), left_on="survivor_id", right_on="customer_id", how="left")
       .join(nd.rename({f: f + "_r" for f in F}), left_on="merged_id", right_on="customer_id", how="left").sort("i"))
st = {f: pl.when(C(f + "_l").is_null() | C(f + "_r").is_null()).then(L("missing")).when(C(f + "_l") == C(f + "_r")).then(L("agree")).otherwise(L("disagree")) for f in F}
ok = pl.all_horizontal([(C(f + "_l") == C(f + "_r")).fill_null(False) for f in F])
if a.jw == "plugin":
    import polars_ds as pds
    jw = {"jw_" + f: pds.str_jw(f + "_l", f + "_r").round(4) for f in F[:2]}
elif a.jw == "rapidfuzz":
    from rapidfuzz.distance import JaroWinkler
    def py(f):
        return pl.struct(f + "_l", f + "_r").map_batches(lambda s: pl.Series(
            [None if x is None or y is None else round(JaroWinkler.similarity(x, y), 4) for x, y in zip(s.struct[0], s.struct[1])], dtype=pl.Float64), return_dtype=pl.Float64)
    jw = {"jw_" + f: py(f) for f in F[:2]}
else:
    jw = {"jw_" + f: L(None, pl.Float64) for f in F[:2]}
out = j.select("survivor_id", "merged_id", verdict=pl.when(ok).then(L("approved")).otherwise(L("blocked")), **st, **jw)
out.collect(engine=a.engine).write_csv(a.out, float_precision=4)
