# Part of sekisho, MIT licence.
"""Shared by b_duckdb.py and b_splink.py."""
import os, unicodedata

def macros(c, kind):
    """kind: translate (plain) | guarded (translate only rows that need it) | udf (Python unicodedata over arrow batches)"""
    src, dst = "", ""
    for x in range(0x21, 0x7F): src += chr(x + 0xFEE0); dst += chr(x)
    src += "\u3000"; dst += " "
    for x in range(0xFF61, 0xFF9E): src += chr(x); dst += unicodedata.normalize("NFKC", chr(x))
    src += "\uFF9E\uFF9F"; dst += "\u3099\u309A"
    q = lambda s: s.replace("'", "''")
    hira = "".join(chr(x) for x in range(0x3041, 0x3097)); kata = "".join(chr(x + 0x60) for x in range(0x3041, 0x3097))
    if kind == "udf":
        import pyarrow as pa
        n = unicodedata.normalize
        def f(x): return pa.array([None if s is None else n("NFKC", s) for s in x.to_pylist()], pa.string())
        c.create_function("nfkcish", f, ["VARCHAR"], "VARCHAR", type="arrow")
    elif kind == "translate":
        c.execute(f"CREATE MACRO nfkcish(s) AS nfc_normalize(translate(s, '{q(src)}', '{q(dst)}'))")
    else:
        c.execute(f"CREATE MACRO nfkcish(s) AS CASE WHEN strlen(s) = length(s) THEN s WHEN regexp_matches(s, '[\uFF01-\uFF9F\u3000]') "
                  f"THEN nfc_normalize(translate(s, '{q(src)}', '{q(dst)}')) ELSE nfc_normalize(s) END")
    if kind == "translate":
        c.execute(f"CREATE MACRO katafold(s) AS translate(s, '{hira}', '{kata}')")
    else:
        c.execute(f"CREATE MACRO katafold(s) AS CASE WHEN regexp_matches(s, '[ぁ-ゖ]') THEN translate(s, '{hira}', '{kata}') ELSE s END")

def rd(p):
    return f"read_parquet('{p}')" if p.endswith(".parquet") else f"read_csv('{p}', header=true, all_varchar=true)"
SEMI = "WHERE customer_id IN (SELECT survivor_id FROM mg UNION ALL SELECT merged_id FROM mg)"
def template():
    sql = open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "duckdb.sql"), encoding="utf-8").read()
    return "\n".join(l for l in sql.splitlines() if not l.startswith("--"))
