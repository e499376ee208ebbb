# Part of sekisho, MIT licence.
"""recordlinkage (Python Record Linkage Toolkit) Compare over the given pair index; pandas does the normalising."""
import argparse, os, sys
import pandas as pd, numpy as np, recordlinkage
sys.path.insert(0, os.path.dirname(__file__)); import norm_spec as S
ap = argparse.ArgumentParser(); ap.add_argument("--customers", required=True); ap.add_argument("--merges", required=True); ap.add_argument("--out", required=True)
ap.add_argument("--n-jobs", type=int, default=1)
a = ap.parse_args()
cols = ["customer_id", "name_kanji", "name_kana", "phone", "birthdate"]
def load(p, c=None):
    if p.endswith(".parquet"): return pd.read_parquet(p, columns=c)
    return pd.read_csv(p, dtype=str, usecols=c, keep_default_na=False, na_values=[""])
df, mg = load(a.customers, cols), load(a.merges)
need = pd.Index(mg.survivor_id).union(pd.Index(mg.merged_id), sort=False)
df = df[df.customer_id.isin(need)]
k = df.name_kanji.str.normalize("NFKC").str.replace(r"\s+", "", regex=True)
n = df.name_kana.str.normalize("NFKC").str.translate(S.HK).str.replace(r"\s+", "", regex=True)
p = df.phone.str.normalize("NFKC").str.replace(r"[^0-9+]", "", regex=True).str.replace(r"^\+810?", "0", regex=True)
p = p.where(p.str.len().between(10, 11) & (p.str.fullmatch("0+|1+|2+|3+|4+|5+|6+|7+|8+|9+") != True))
g = df.birthdate.str.normalize("NFKC").str.extract(S.DATE)
y = pd.to_numeric(g[1].replace("元", "1")) + g[0].map(S.ERA).fillna(0); mo, d = pd.to_numeric(g[2]), pd.to_numeric(g[3])
v = y * 10000 + mo * 100 + d
v = v.where((y >= 1900) & mo.between(1, 12) & d.between(1, 31) & (v != 19000101))
nd = pd.DataFrame({"kanji": k.mask(k.isin(S.PLACE)), "kana": n.mask(n.isin(S.PLACE)), "phone": p, "birthdate": v})
nd.index = pd.Index(df.customer_id, name="customer_id"); del df
ok = mg.survivor_id.isin(nd.index) & mg.merged_id.isin(nd.index)      # a dangling id makes Compare raise
pairs = pd.MultiIndex.from_frame(mg[ok])
c = recordlinkage.Compare(n_jobs=a.n_jobs)
for f in ("kanji", "kana", "phone", "birthdate"):
    c.exact(f, f, missing_value=np.nan, label=f)
for f in ("kanji", "kana"):
    c.string(f, f, method="jarowinkler", missing_value=np.nan, label="jw_" + f)
feat = c.compute(pairs, nd)
out = mg.copy(); allok = np.ones(len(mg), bool)
for f in ("kanji", "kana", "phone", "birthdate"):
    x = np.full(len(mg), np.nan); x[ok.to_numpy()] = feat[f].to_numpy()
    out[f] = np.where(np.isnan(x), "missing", np.where(x == 1, "agree", "disagree")); allok &= x == 1
for f in ("jw_kanji", "jw_kana"):
    x = np.full(len(mg), np.nan); x[ok.to_numpy()] = feat[f].to_numpy(); out[f] = x
out.insert(2, "verdict", np.where(allok, "approved", "blocked"))
out.to_csv(a.out, index=False, float_format="%.4f", lineterminator="\n")
