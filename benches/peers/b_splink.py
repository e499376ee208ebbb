# Part of sekisho, MIT licence.
"""Splink (4 or 5) on DuckDB, scoring exactly the given pairs.

Splink does not normalise, so DuckDB SQL does (same macro as b_duckdb.py). The pair list is reproduced with the documented
link_only + blocking route: left table = survivor record per pair, right table = merged record per pair, block_on(pair_id).
m/u stay at Splink's defaults unless --train (u by random sampling, m by one EM pass), so match_probability is only
indicative; verdict and field agreement come from the comparison levels (gamma), which do not depend on m/u.
"""
import argparse, os, sys, logging
logging.getLogger("splink").setLevel(logging.ERROR)
import duckdb, splink
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
ap = argparse.ArgumentParser(); ap.add_argument("--customers", required=True); ap.add_argument("--merges", required=True); ap.add_argument("--out", required=True)
ap.add_argument("--train", action="store_true"); ap.add_argument("--nfkc", default="guarded", choices=["guarded", "translate", "udf"]); ap.add_argument("--threads", type=int, default=0); ap.add_argument("--memory", default="")
a = ap.parse_args()
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__))); import duck_common as D
c = duckdb.connect()
if a.threads: c.execute(f"SET threads={a.threads}")
if a.memory: c.execute(f"SET memory_limit='{a.memory}'")
D.macros(c, a.nfkc)
sql = D.template()
body = sql[sql.index("WITH mg"):sql.index("\nj AS (")].rstrip(",")        # mg .. nd of the DuckDB baseline
body = body.format(customers=D.rd(a.customers), merges=D.rd(a.merges), semi=D.SEMI)
c.execute(f"CREATE TABLE pairs AS SELECT row_number() OVER () AS pair_id, survivor_id, merged_id FROM {D.rd(a.merges)}")
c.execute(f"CREATE TABLE nd AS {body} SELECT * FROM nd")
for side, col in (("left_t", "survivor_id"), ("right_t", "merged_id")):
    c.execute(f"CREATE TABLE {side} AS SELECT pair_id AS unique_id, pair_id, kanji, kana, phone, birthdate FROM pairs LEFT JOIN nd ON customer_id = {col}")
settings = SettingsCreator(link_type="link_only", blocking_rules_to_generate_predictions=[block_on("pair_id")],
    comparisons=[cl.JaroWinklerAtThresholds("kanji", [0.92, 0.8]), cl.JaroWinklerAtThresholds("kana", [0.92, 0.8]),
                 cl.ExactMatch("phone"), cl.ExactMatch("birthdate")],
    retain_intermediate_calculation_columns=True)
db = DuckDBAPI(connection=c)
major = int(splink.__version__.split(".")[0])
tables = [db.register(t) if major >= 5 else t for t in ("left_t", "right_t")]
linker = Linker(tables, settings) if major >= 5 else Linker(tables, settings, db_api=db)
if a.train:
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("pair_id"))
df = linker.inference.predict()
top = {"kanji": 3, "kana": 3, "phone": 1, "birthdate": 1}
st = ", ".join(f"CASE WHEN gamma_{f} = {t} THEN 'agree' WHEN gamma_{f} = -1 THEN 'missing' ELSE 'disagree' END AS {f}" for f, t in top.items())
ok = " AND ".join(f"gamma_{f} = {t}" for f, t in top.items())
c.execute(f"""COPY (SELECT survivor_id, merged_id, CASE WHEN {ok} THEN 'approved' ELSE 'blocked' END AS verdict, {st}, match_probability
  FROM {df.physical_name} s JOIN pairs p ON p.pair_id = s.unique_id_l ORDER BY p.pair_id) TO '{a.out}' (HEADER)""")
