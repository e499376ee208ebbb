#!/usr/bin/env python3
# Part of sekisho, MIT licence.
"""Deterministic generator: Japanese customer table + proposed merges, labels kept apart.

    python gen.py --rows 100000 --merges 20000 --out DIR [--seed 20240401] [--csv] [--parquet]

Writes DIR/customers.csv|parquet, DIR/merges.csv|parquet  (what a validator sees)
       DIR/labels.csv                                      (what only a scorer may see)
       DIR/meta.json                                       (counts, sizes, seconds)

Needs: numpy, polars, pyarrow, japanese-personal-name-dataset (MIT; 1,999 surnames with their
estimated populations, so surname frequency is the real, Zipf-like one).
Same arguments + same package versions -> same bytes (numpy PCG64, chunk size fixed).

Pair mix (shares of --merges): 40% dup, 40% hard_*, 19.9% random, 0.1% dangling id.
"""
import argparse, csv, datetime as dt, importlib.util, json, os, time, unicodedata
import numpy as np
import polars as pl

CHUNK = 1_000_000

# ------------------------------------------------------------------ tables
def read_names():
    # read the data files only (no import of the package: its load builds big dicts)
    spec = importlib.util.find_spec("japanese_personal_name_dataset")
    d = os.path.join(os.path.dirname(spec.origin), "dataset")
    sur = []
    for r in csv.reader(open(os.path.join(d, "last_name_org.csv"), encoding="utf-8")):
        if len(r) >= 4 and r[1].isdigit():
            sur.append((r[0], r[2], r[3], int(r[1])))
    def given(fn):
        out = []
        for r in csv.reader(open(os.path.join(d, fn), encoding="utf-8")):
            ks = [k for k in r[2:] if k]
            if ks:
                out.append((r[0], r[1], ks))
        return out
    return sur, given("first_name_man_opti.csv"), given("first_name_woman_opti.csv")

def zipf(n, s):
    w = 1.0 / np.arange(1, n + 1) ** s
    return w / w.sum()

def hira2kata(s):
    return "".join(chr(ord(c) + 0x60) if "\u3041" <= c <= "\u3096" else c for c in s)

def half_kana_map():
    m = {}
    singles = [chr(c) for c in range(0xFF66, 0xFF9E)]
    for h in singles:
        m[unicodedata.normalize("NFKC", h)] = h
        for mark in "ﾞﾟ":
            f = unicodedata.normalize("NFKC", h + mark)
            if len(f) == 1:
                m[f] = h + mark
    return m
HALF = half_kana_map()
def kata2half(s):
    return "".join(HALF.get(c, c) for c in s)

FULL = {c: chr(c + 0xFEE0) for c in range(0x21, 0x7F)}
def to_full(s):
    return s.translate(FULL)

ITAIJI = {"高": "髙", "崎": "﨑", "辺": "邊", "斎": "齋", "斉": "齊", "沢": "澤", "浜": "濵", "島": "嶋",
          "桜": "櫻", "広": "廣", "国": "國", "栄": "榮", "真": "眞", "恵": "惠", "吉": "𠮷"}

AREAS = ["03", "06", "011", "045", "052", "075", "078", "082", "092", "022", "048", "043", "053", "054", "086",
         "096", "099", "098", "025", "076", "0422", "0466", "0565", "0742", "0798", "0852", "0134", "0985"]
MOBILE = ["090", "080", "070"]
CITY = """100 東京都千代田区|150 東京都渋谷区|160 東京都新宿区|154 東京都世田谷区|176 東京都練馬区|143 東京都大田区|120 東京都足立区|132 東京都江戸川区|192 東京都八王子市|190 東京都立川市|220 神奈川県横浜市西区|222 神奈川県横浜市港北区|210 神奈川県川崎市川崎区|252 神奈川県相模原市中央区|251 神奈川県藤沢市|330 埼玉県さいたま市大宮区|332 埼玉県川口市|350 埼玉県川越市|260 千葉県千葉市中央区|273 千葉県船橋市|277 千葉県柏市|530 大阪府大阪市北区|542 大阪府大阪市中央区|590 大阪府堺市堺区|577 大阪府東大阪市|560 大阪府豊中市|450 愛知県名古屋市中村区|460 愛知県名古屋市中区|471 愛知県豊田市|444 愛知県岡崎市|060 北海道札幌市中央区|070 北海道旭川市|980 宮城県仙台市青葉区|650 兵庫県神戸市中央区|670 兵庫県姫路市|662 兵庫県西宮市|600 京都府京都市下京区|612 京都府京都市伏見区|810 福岡県福岡市中央区|802 福岡県北九州市小倉北区|730 広島県広島市中区|720 広島県福山市|700 岡山県岡山市北区|860 熊本県熊本市中央区|890 鹿児島県鹿児島市|900 沖縄県那覇市|950 新潟県新潟市中央区|920 石川県金沢市|420 静岡県静岡市葵区|430 静岡県浜松市中央区|380 長野県長野市|500 岐阜県岐阜市|514 三重県津市|630 奈良県奈良市|640 和歌山県和歌山市|760 香川県高松市|790 愛媛県松山市|780 高知県高知市|850 長崎県長崎市|870 大分県大分市|880 宮崎県宮崎市|010 秋田県秋田市|020 岩手県盛岡市|030 青森県青森市|960 福島県福島市|310 茨城県水戸市|320 栃木県宇都宮市|371 群馬県前橋市|400 山梨県甲府市|690 島根県松江市""".split("|")
TOWN = "本町 中央 栄町 緑町 旭町 幸町 新町 大手町 桜木町 宮前 南町 北町 東町 西町 元町 若葉 泉 青葉台 富士見 美しが丘 高砂 八幡 神明 錦町 寿町 末広 大和 山手 千歳 住吉 日の出 永田 松原 松が丘 梅田 竹園 花園 弥生 平和 昭和".split()
DOMAIN = ["gmail.com", "yahoo.co.jp", "docomo.ne.jp", "ezweb.ne.jp", "softbank.ne.jp", "icloud.com", "outlook.jp",
          "hotmail.co.jp", "nifty.com", "ocn.ne.jp", "example.co.jp"]
BLDG = ["", "メゾン", "コーポ", "ハイツ", "グランドマンション", "パークハイム", "サンライズ", "レジデンス"]
SOURCE = ["EC", "店舗", "コールセンター", "旧基幹", "アプリ"]

D0 = dt.date(1926, 12, 25)            # first day of Showa; birthdates from here
ND = (dt.date(2010, 12, 31) - D0).days
def date_tables():
    out = [[] for _ in range(9)]
    for i in range(ND + 1):
        d = D0 + dt.timedelta(days=i)
        y, m, dd = d.year, d.month, d.day
        if d >= dt.date(1989, 1, 8): e, ek, ey = "H", "平成", y - 1988
        else: e, ek, ey = "S", "昭和", y - 1925
        eyk = "元" if ey == 1 else str(ey)
        out[0].append(f"{y}-{m:02}-{dd:02}")
        out[1].append(f"{y}/{m:02}/{dd:02}")
        out[2].append(f"{y}/{m}/{dd}")
        out[3].append(f"{y}{m:02}{dd:02}")
        out[4].append(f"{y}年{m}月{dd}日")
        out[5].append(f"{e}{ey}.{m}.{dd}")
        out[6].append(f"{ek}{eyk}年{m}月{dd}日")
        out[7].append(to_full(f"{y}/{m:02}/{dd:02}"))
        out[8].append(to_full(f"{e}{ey:02}.{m:02}.{dd:02}"))
    return [s for t in out for s in t]

# ------------------------------------------------------------------ main
def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--rows", type=int, required=True)
    ap.add_argument("--merges", type=int, required=True)
    ap.add_argument("--out", required=True)
    ap.add_argument("--seed", type=int, default=20240401)
    ap.add_argument("--csv", action="store_true")
    ap.add_argument("--parquet", action="store_true")
    a = ap.parse_args()
    if not (a.csv or a.parquet):
        a.csv = a.parquet = True
    os.makedirs(a.out, exist_ok=True)
    t0 = time.time()
    rng = np.random.default_rng(a.seed)
    N, M = a.rows, a.merges
    n_dup, n_hard = int(M * .4), int(M * .4)
    n_rand = M - n_dup - n_hard
    D = n_dup + n_hard
    B = N - D
    assert B >= D, "need rows >= 1.6 * merges"

    sur, gm, gf = read_names()
    sw = np.array([s[3] for s in sur], float); sw /= sw.sum()
    gk, gh, gr, gw = [], [], [], []
    bounds = []
    for lst in (gm, gf):
        order = rng.permutation(len(lst))
        pw = zipf(len(lst), 0.8)
        start = len(gk)
        for rank, j in enumerate(order):
            h, r, ks = lst[j]
            ks = [ks[i] for i in rng.permutation(len(ks))][:60] + [h]      # hiragana spelling too
            kw = zipf(len(ks), 0.9) * pw[rank]
            gk += ks; gh += [h] * len(ks); gr += [r] * len(ks); gw += list(kw)
        bounds.append((start, len(gk)))
    gw = np.array(gw)

    def pick(n, w):                          # inverse-cdf sampling
        c = np.cumsum(w); c /= c[-1]
        return np.searchsorted(c, rng.random(n)).astype(np.int32)
    def pick_given(gender):
        out = np.empty(len(gender), np.int32)
        for g in (0, 1):
            lo, hi = bounds[g]
            m = gender == g
            out[m] = lo + pick(int(m.sum()), gw[lo:hi])
        return out
    def births(n):
        return (rng.beta(2.2, 1.9, n) * ND).astype(np.int32)
    def phones(n):                           # code = area*1e8 + mid*1e4 + last ; area>=len(AREAS) is mobile
        mob = rng.random(n) < .75
        area = np.where(mob, len(AREAS) + rng.integers(0, 3, n), rng.integers(0, len(AREAS), n)).astype(np.int64)
        return sound(area * 100_000_000 + rng.integers(1000, 9999, n) * 10_000 + rng.integers(0, 10_000, n))
    def landline(n):
        return sound(rng.integers(0, len(AREAS), n).astype(np.int64) * 100_000_000 + rng.integers(1000, 9999, n) * 10_000 + rng.integers(0, 10_000, n))
    def sound(codes):                        # no number that looks invented: 4071-4071, or pairs, turns and rows on both sides
        def plain(half):
            d = [half // 10 ** k % 10 for k in (3, 2, 1, 0)]
            step = d[1] - d[0]
            return (((d[0] == d[1]) & (d[2] == d[3])) | (half // 100 == half % 100)
                    | ((d[2] - d[1] == step) & (d[3] - d[2] == step)))
        mid, last = codes // 10_000 % 10_000, codes % 10_000
        bad = (mid == last) | (plain(mid) & plain(last))
        return codes + np.where(bad, np.where(last % 10 < 5, 5, -5), 0)
    def addrs(n):                            # packed: city, town, chome, ban, go, bldg, room
        return dict(city=rng.integers(0, len(CITY), n).astype(np.int16), town=rng.integers(0, len(TOWN), n).astype(np.int8),
                    blk=rng.integers(0, 9 * 40 * 30, n).astype(np.int32),
                    bld=np.where(rng.random(n) < .35, rng.integers(1, len(BLDG), n), 0).astype(np.int8),
                    room=rng.integers(101, 1599, n).astype(np.int16))
    P = dict(sur=pick(B, sw), gender=(rng.random(B) < .5).astype(np.int8))
    P["giv"] = pick_given(P["gender"])
    P["birth"] = births(B); P["phone"] = phones(B); P.update(addrs(B))
    P["mail"] = rng.integers(0, 10_000, B).astype(np.int16); P["dom"] = pick(B, zipf(len(DOMAIN), .8)).astype(np.int8)

    # ---- derived rows: one per dup/hard pair
    base = rng.permutation(B)[:D]
    Q = {k: v[base].copy() for k, v in P.items()}
    kinds = np.array(["dup", "hard_twin", "hard_family", "hard_homonym", "hard_kana_homonym", "hard_recycled_phone"])
    lab = np.zeros(D, np.int8)
    lab[n_dup:] = 1 + pick(n_hard, np.array([.25, .30, .30, .10, .05]))
    def repl(mask, **kw):
        for k, v in kw.items(): Q[k][mask] = v[mask] if len(v) == D else v
    u = lambda: rng.random(D)
    isdup = lab == 0
    # duplicates: a few real-life changes
    m = isdup & (u() < .10); [Q[k].__setitem__(m, v[m]) for k, v in addrs(D).items()]
    m = isdup & (u() < .08); Q["phone"][m] = phones(int(m.sum()))
    m = isdup & (u() < .015); Q["sur"][m] = pick(int(m.sum()), sw)
    m = isdup & (u() < .01); Q["birth"][m] = np.clip(Q["birth"][m] + rng.choice([-30, -10, -1, 1, 10, 30], int(m.sum())), 0, ND)
    m = isdup & (u() < .30); Q["mail"][m] = rng.integers(0, 10_000, int(m.sum()))
    # a household: the base of a twin / family pair has a landline, shared
    hh = (lab == 1) | (lab == 2)
    ll = landline(D)
    share = hh & (u() < .85)
    P["phone"][base[share]] = ll[share]; Q["phone"][share] = ll[share]
    m = hh & ~share; Q["phone"][m] = phones(int(m.sum()))
    same_sex = u() < .65
    g2 = np.where(same_sex, Q["gender"], 1 - Q["gender"]).astype(np.int8)
    Q["gender"][hh] = g2[hh]
    ng = pick_given(Q["gender"])
    clash = hh & (ng == Q["giv"]); ng[clash] = bounds[0][0] + (ng[clash] + 7 - bounds[0][0]) % (bounds[1][1])
    Q["giv"][hh] = ng[hh]
    fam = lab == 2
    shift = (rng.integers(2, 35, D) * 365 + rng.integers(0, 365, D)).astype(np.int32)
    nb = np.where(Q["birth"] + shift <= ND, Q["birth"] + shift, np.maximum(Q["birth"] - shift, 0))
    Q["birth"][fam] = nb[fam]
    Q["mail"][hh] = rng.integers(0, 10_000, int(hh.sum()))
    for k, nm in ((3, "homonym"), (4, "kana"), (5, "recyc")):
        m = lab == k
        n = int(m.sum())
        Q["birth"][m] = births(n); Q["mail"][m] = rng.integers(0, 10_000, n)
        for kk, v in addrs(n).items(): Q[kk][m] = v
        if k in (3, 4): Q["phone"][m] = phones(n)
        if k == 5:
            Q["sur"][m] = pick(n, sw); Q["giv"][m] = pick_given(Q["gender"][m])
    # kana homonym: another kanji spelling of the same reading (neighbours in the table share it)
    m = np.where(lab == 4)[0]
    gha = np.array(gh)
    g = Q["giv"][m]
    for step in (1, -1):
        alt = np.clip(g + step, 0, len(gh) - 1)
        ok = (gha[alt] == gha[g]) & (Q["giv"][m] == g)
        Q["giv"][m[ok]] = alt[ok]

    A = {k: np.concatenate([P[k], Q[k]]) for k in P}
    del P, Q
    perm = rng.permutation(N)                # logical row -> file position
    inv = np.empty(N, np.int64); inv[perm] = np.arange(N)
    cid = rng.permutation(N).astype(np.int64) * 3 + 1_000_001   # id of logical row; file order is not id order
    # ---- merges
    l = np.concatenate([base, rng.integers(0, N, n_rand)])
    r = np.concatenate([np.arange(B, N), rng.integers(0, N, n_rand)])
    eq = l == r; r[eq] = (r[eq] + 1) % N
    label = np.concatenate([kinds[lab], np.full(n_rand, "random")])
    lid, rid = cid[l], cid[r]
    nd = max(1, int(M * .001))
    label[-nd:] = "dangling"; rid[-nd:] = cid.max() + 3 * np.arange(1, nd + 1)
    swap = rng.random(M) < .5
    s_id, m_id = np.where(swap, rid, lid), np.where(swap, lid, rid)
    o = rng.permutation(M)
    sid = lambda x: ("C" + pl.Series(x).cast(pl.String).str.zfill(9))
    merges = pl.DataFrame({"survivor_id": sid(s_id[o]), "merged_id": sid(m_id[o])})
    labels = merges.with_columns(label=pl.Series(label[o]))
    if a.csv: merges.write_csv(os.path.join(a.out, "merges.csv"))
    if a.parquet: merges.write_parquet(os.path.join(a.out, "merges.parquet"))
    labels.write_csv(os.path.join(a.out, "labels.csv"))
    del merges, labels, l, r, lid, rid, s_id, m_id

    # ---- render
    S = lambda x: pl.Series(x, dtype=pl.String)
    sur_k = [s[0] for s in sur]
    sur_v = []                                # variant (itaiji) spelling, else the same
    for k in sur_k:
        for c, v in ITAIJI.items():
            if c in k: k = k.replace(c, v); break
        sur_v.append(k)
    T_sur = S(sur_k + sur_v)
    T_giv = S(gk)
    def kana3(hs):
        kt = [hira2kata(h) for h in hs]
        # forms: full-width katakana, half-width katakana, hiragana, decomposed (か + U+3099, as macOS exports it)
        return S(kt + [kata2half(k) for k in kt] + list(hs) + [unicodedata.normalize("NFD", k) for k in kt])
    T_surk, T_givk = kana3([s[1] for s in sur]), kana3(gh)
    T_surr, T_givr = S([s[2] for s in sur]), S(gr)
    NS, NG = len(sur), len(gk)
    T_date = S(date_tables())
    T_area = S(AREAS + MOBILE); T_areaI = S([x[1:] for x in AREAS + MOBILE]); T_areaF = S([to_full(x) for x in AREAS + MOBILE])
    four = [f"{i:04}" for i in range(10_000)]
    T4, T4F = S(four), S([to_full(x) for x in four])
    T_post = S([c.split()[0] for c in CITY]); T_city = S([c.split()[1] for c in CITY]); T_town = S(TOWN)
    blk, blkk, blkf = [], [], []
    for i in range(9 * 40 * 30):
        c, b, g = i // 1200 + 1, i // 30 % 40 + 1, i % 30 + 1
        blk.append(f"{c}-{b}-{g}"); blkk.append(f"{c}丁目{b}番{g}号"); blkf.append(to_full(f"{c}-{b}-{g}"))
    T_blk = S(blk + blkk + blkf)
    T_bld, T_dom, T_src = S(BLDG), S(DOMAIN), S(SOURCE)

    order = inv                               # file position -> logical row
    csv_f = open(os.path.join(a.out, "customers.csv"), "wb") if a.csv else None
    pq = None
    t_prep = time.time() - t0
    t_render = t_csv = t_pq = 0.0
    for ci, lo in enumerate(range(0, N, CHUNK)):
        t1 = time.time()
        ix = order[lo:lo + CHUNK]; n = len(ix)
        r2 = np.random.default_rng([a.seed, ci])
        c = {k: v[ix] for k, v in A.items()}
        fmt = lambda w: np.searchsorted(np.cumsum(np.array(w) / sum(w)), r2.random(n)).astype(np.int64)
        U = lambda: r2.random(n)
        G = lambda t, i: t.gather(i)
        sep = S(["　", " ", ""])
        s_k = G(sep, fmt([50, 25, 25])); s_n = G(sep, fmt([45, 35, 20]))
        kf = fmt([55, 25, 19, 1])
        # ~4% of rows that can be are written with a variant character
        var = (U() < .04).astype(np.int64) * NS
        area, mid, last = c["phone"] // 100_000_000, c["phone"] // 10_000 % 10_000, c["phone"] % 10_000
        pf = fmt([45, 28, 8, 7, 5, 4, 1, 2])
        mid_s, last_s = G(T4, mid), G(T4, last)
        mid_f, last_f = G(T4F, mid), G(T4F, last)
        # a landline has 10 digits: cut the exchange to fit the area code
        area_s, area_i, area_f = G(T_area, area), G(T_areaI, area), G(T_areaF, area)
        keep = pl.Series(np.where(area >= len(AREAS), 4, 6 - T_area.str.len_chars().to_numpy()[area]).astype(np.int64))
        df = pl.DataFrame({"pf": pf, "area": area_s, "areai": area_i, "areaf": area_f, "mid": mid_s, "midf": mid_f,
                           "last": last_s, "lastf": last_f, "keep": keep})
        ccat = pl.concat_str
        C, L = pl.col, pl.lit
        mid_e, midf_e = C("mid").str.slice(0, C("keep")), C("midf").str.slice(0, C("keep"))
        phone = df.select(pl.when(C("pf") == 0).then(ccat(C("area"), L("-"), mid_e, L("-"), C("last")))
            .when(C("pf") == 1).then(ccat(C("area"), mid_e, C("last")))
            .when(C("pf") == 2).then(ccat(C("areaf"), L("－"), midf_e, L("－"), C("lastf")))
            .when(C("pf") == 3).then(ccat(L("+81-"), C("areai"), L("-"), mid_e, L("-"), C("last")))
            .when(C("pf") == 4).then(ccat(C("area"), L("("), mid_e, L(")"), C("last")))
            .when(C("pf") == 5).then(ccat(C("area"), L(" "), mid_e, L(" "), C("last")))
            .when(C("pf") == 6).then(ccat(L("+81 (0)"), C("areai"), L("-"), mid_e, L("-"), C("last")))
            .otherwise(ccat(C("areaf"), midf_e, C("lastf"))).alias("p")).to_series()
        x = U()
        phone = phone.to_frame("p").with_columns(x=pl.Series(x)).select(
            pl.when(C("x") < .035).then(None).when(C("x") < .045).then(L("000-0000-0000")).when(C("x") < .050).then(L("不明"))
            .otherwise(C("p")).alias("phone")).to_series()
        birth = G(T_date, fmt([45, 15, 8, 8, 6, 6, 9, 2, 1]) * (ND + 1) + c["birth"])
        x = U()
        birth = birth.to_frame("b").with_columns(x=pl.Series(x)).select(
            pl.when(C("x") < .04).then(None).when(C("x") < .052).then(L("1900-01-01")).when(C("x") < .06).then(L("0000-00-00"))
            .otherwise(C("b")).alias("birthdate")).to_series()
        x = U(); x2 = U()
        names = pl.DataFrame({"a": G(T_sur, c["sur"] + var), "s": s_k, "b": G(T_giv, c["giv"]), "x": x, "x2": x2,
                              "ka": G(T_surk, c["sur"] + kf * NS), "ks": s_n, "kb": G(T_givk, c["giv"] + kf * NG)}).select(
            name_kanji=pl.when(C("x") < .004).then(None).when(C("x") < .005).then(L("不明")).otherwise(ccat("a", "s", "b")),
            name_kana=pl.when(C("x2") < .04).then(None).otherwise(ccat("ka", "ks", "kb")))
        x = U()
        gender = pl.DataFrame({"g": c["gender"], "x": x, "f": fmt([60, 25, 15])}).select(
            pl.when(C("x") < .03).then(None)
            .when(C("f") == 0).then(pl.when(C("g") == 0).then(L("男")).otherwise(L("女")))
            .when(C("f") == 1).then(pl.when(C("g") == 0).then(L("男性")).otherwise(L("女性")))
            .otherwise(pl.when(C("g") == 0).then(L("M")).otherwise(L("F"))).alias("gender")).to_series()
        x = U()
        email = pl.DataFrame({"s": G(T_surr, c["sur"]), "g": G(T_givr, c["giv"]), "n": c["mail"], "d": G(T_dom, c["dom"]), "x": x}).select(
            pl.when(C("x") < .15).then(None).otherwise(ccat("g", L("."), "s", C("n").cast(pl.String), L("@"), "d")).alias("email")).to_series()
        x = U()
        post = pl.DataFrame({"p": G(T_post, c["city"]), "q": G(T4, c["town"].astype(np.int64) * 100 + c["blk"] % 97), "f": fmt([60, 30, 10])}).select(
            pl.when(C("f") == 0).then(ccat("p", L("-"), "q")).when(C("f") == 1).then(ccat("p", "q")).otherwise(ccat(L("〒"), "p", L("-"), "q"))
            .alias("postal_code")).to_series()
        x = U()
        addr = pl.DataFrame({"c": G(T_city, c["city"]), "t": G(T_town, c["town"]), "b": G(T_blk, fmt([50, 35, 15]) * 10800 + c["blk"]),
                             "bi": c["bld"], "bl": G(T_bld, c["bld"]), "r": c["room"], "x": x}).select(
            pl.when(C("x") < .03).then(None)
            .when(C("bi") == 0).then(ccat("c", "t", "b"))
            .when(C("x") < .06).then(ccat("c", "t", "b", L(", "), "bl", C("r").cast(pl.String)))      # needs CSV quoting
            .otherwise(ccat("c", "t", "b", L("　"), "bl", C("r").cast(pl.String), L("号室"))).alias("address")).to_series()
        ts = pl.Series(1_262_304_000 + r2.integers(0, 15 * 31_536_000, n)).cast(pl.Int64)
        ts = (ts * 1_000_000).cast(pl.Datetime("us")).dt.strftime("%Y-%m-%d %H:%M:%S")
        out = pl.DataFrame({"customer_id": sid(cid[ix]), "name_kanji": names["name_kanji"], "name_kana": names["name_kana"],
                            "phone": phone, "birthdate": birth, "gender": gender, "email": email, "postal_code": post,
                            "address": addr, "source": G(T_src, r2.integers(0, len(SOURCE), n)), "updated_at": ts})
        t2 = time.time(); t_render += t2 - t1
        if csv_f: out.write_csv(csv_f, include_header=(ci == 0))
        t3 = time.time(); t_csv += t3 - t2
        if a.parquet:
            import pyarrow as pa, pyarrow.parquet as papq
            tb = out.to_arrow().cast(pa.schema([(n_, pa.string()) for n_ in out.columns]))
            if pq is None:
                pq = papq.ParquetWriter(os.path.join(a.out, "customers.parquet"), tb.schema, compression="zstd")
            pq.write_table(tb, row_group_size=131_072)
        t_pq += time.time() - t3
    if csv_f: csv_f.close()
    if pq: pq.close()
    u_, cts = np.unique(label, return_counts=True)
    meta = dict(rows=N, merges=M, seed=a.seed, labels={k: int(v) for k, v in zip(u_, cts)},
                seconds=dict(total=round(time.time() - t0, 2), plan=round(t_prep, 2), render=round(t_render, 2), csv=round(t_csv, 2), parquet=round(t_pq, 2)),
                bytes={f: os.path.getsize(os.path.join(a.out, f)) for f in sorted(os.listdir(a.out)) if not f.startswith(("meta",)) and os.path.isfile(os.path.join(a.out, f))})
    json.dump(meta, open(os.path.join(a.out, "meta.json"), "w"), ensure_ascii=False, indent=1)
    print(json.dumps(meta, ensure_ascii=False))

if __name__ == "__main__":
    main()
