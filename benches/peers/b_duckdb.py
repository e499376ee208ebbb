# Part of sekisho, MIT licence.
"""DuckDB. --nfkc guarded (tuned SQL, default) | translate (plain SQL) | udf (Python unicodedata over arrow batches)."""
import argparse, os, sys
import duckdb
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__))); import duck_common as D
ap = argparse.ArgumentParser(); ap.add_argument("--customers", required=True); ap.add_argument("--merges", required=True); ap.add_argument("--out", required=True)
ap.add_argument("--scope", default="referenced", choices=["referenced", "all"]); ap.add_argument("--nfkc", default="guarded", choices=["guarded", "translate", "udf"])
ap.add_argument("--threads", type=int, default=0); ap.add_argument("--memory", default=""); ap.add_argument("--no-order", action="store_true"); ap.add_argument("--jw", default="duckdb", choices=["duckdb", "none"])
a = ap.parse_args()
c = duckdb.connect()
if a.threads: c.execute(f"SET threads={a.threads}")
if a.memory: c.execute(f"SET memory_limit='{a.memory}'")
D.macros(c, a.nfkc)
jw = ("round(jaro_winkler_similarity(k1, k2), 4) AS jw_kanji, round(jaro_winkler_similarity(n1, n2), 4) AS jw_kana"
      if a.jw == "duckdb" else "NULL AS jw_kanji, NULL AS jw_kana")
c.execute(D.template().format(customers=D.rd(a.customers), merges=D.rd(a.merges), out=a.out, semi="" if a.scope == "all" else D.SEMI, jw=jw,
                              order="" if a.no_order else "ORDER BY i"))
