# Part of sekisho, MIT licence.
"""Reference: standard library + rapidfuzz, one pass, dict join. Slow on purpose, the yardstick of correctness."""
import argparse, csv, sys
from rapidfuzz.distance import JaroWinkler
import os; sys.path.insert(0, os.path.dirname(__file__))
import norm_spec as S

ap = argparse.ArgumentParser(); ap.add_argument("--customers", required=True); ap.add_argument("--merges", required=True); ap.add_argument("--out", required=True)
a = ap.parse_args()
pairs = [tuple(r) for r in csv.reader(open(a.merges, encoding="utf-8", newline=""))][1:]
need = {x for p in pairs for x in p}
tab = {}
with open(a.customers, encoding="utf-8", newline="") as f:
    rd = csv.reader(f); next(rd)
    for r in rd:
        if r[0] in need:
            tab[r[0]] = (S.kanji(r[1]), S.kana(r[2]), S.phone(r[3]), S.birth(r[4]))
none = (None,) * 4
with open(a.out, "w", encoding="utf-8", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow("survivor_id merged_id verdict kanji kana phone birthdate jw_kanji jw_kana".split())
    for s, m in pairs:
        l, r = tab.get(s, none), tab.get(m, none)
        st = ["missing" if x is None or y is None else "agree" if x == y else "disagree" for x, y in zip(l, r)]
        jw = ["" if st[i] == "missing" else "%.4f" % JaroWinkler.similarity(l[i], r[i]) for i in (0, 1)]
        w.writerow([s, m, "approved" if all(x == "agree" for x in st) else "blocked", *st, *jw])
