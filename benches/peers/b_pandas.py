# Part of sekisho, MIT licence.
"""pandas, plain. Vectorised .str methods; rapidfuzz in a list comprehension for Jaro-Winkler."""
import argparse, os, sys
import pandas as pd, numpy as np
from rapidfuzz.distance import JaroWinkler
sys.path.insert(0, os.path.dirname(__file__)); import norm_spec as S
ap = argparse.ArgumentParser(); ap.add_argument("--customers", required=True); ap.add_argument("--merges", required=True); ap.add_argument("--out", required=True)
ap.add_argument("--scope", default="referenced", choices=["referenced", "all"]); ap.add_argument("--engine", default="c", choices=["c", "pyarrow"])
a = ap.parse_args()
cols = ["customer_id", "name_kanji", "name_kana", "phone", "birthdate"]
def load(p, c=None):
    if p.endswith(".parquet"): return pd.read_parquet(p, columns=c)
    return pd.read_csv(p, dtype=str, usecols=c, keep_default_na=False, na_values=[""], engine=a.engine)
df, mg = load(a.customers, cols), load(a.merges)

def norm(df):
    k = df.name_kanji.str.normalize("NFKC").str.replace(r"\s+", "", regex=True)
    n = df.name_kana.str.normalize("NFKC").str.translate(S.HK).str.replace(r"\s+", "", regex=True)
    k, n = k.mask(k.isin(S.PLACE)), n.mask(n.isin(S.PLACE))
    p = df.phone.str.normalize("NFKC").str.replace(r"[^0-9+]", "", regex=True).str.replace(r"^\+810?", "0", regex=True)
    p = p.where(p.str.len().between(10, 11) & (p.str.fullmatch("0+|1+|2+|3+|4+|5+|6+|7+|8+|9+") != True))
    g = df.birthdate.str.normalize("NFKC").str.extract(S.DATE)
    y = pd.to_numeric(g[1].replace("元", "1")); mo, d = pd.to_numeric(g[2]), pd.to_numeric(g[3])
    y = y + g[0].map(S.ERA).fillna(0)
    v = y * 10000 + mo * 100 + d
    v = v.where((y >= 1900) & mo.between(1, 12) & d.between(1, 31) & (v != 19000101))
    return pd.DataFrame({"customer_id": df.customer_id, "kanji": k, "kana": n, "phone": p, "birthdate": v})

if a.scope == "referenced":
    need = pd.Index(mg.survivor_id).union(pd.Index(mg.merged_id), sort=False)
    df = df[df.customer_id.isin(need)]
nd = norm(df).set_index("customer_id"); del df
l, r = nd.reindex(mg.survivor_id), nd.reindex(mg.merged_id)
out = mg.copy(); allok = np.ones(len(mg), bool)
for f in ("kanji", "kana", "phone", "birthdate"):
    x, y = l[f].to_numpy(), r[f].to_numpy()
    miss = pd.isna(x) | pd.isna(y); eq = (x == y) & ~miss
    out[f] = np.where(miss, "missing", np.where(eq, "agree", "disagree")); allok &= eq
for f in ("kanji", "kana"):
    out["jw_" + f] = ["" if s == "missing" else "%.4f" % JaroWinkler.similarity(x, y) for x, y, s in zip(l[f], r[f], out[f])]
out.insert(2, "verdict", np.where(allok, "approved", "blocked"))
out.to_csv(a.out, index=False, lineterminator="\n")
