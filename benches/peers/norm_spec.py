# Part of sekisho, MIT licence.
"""The one normalisation rule that every baseline implements (plain-Python reference form).

name_kanji : NFKC, delete white space; '' and placeholders -> missing
name_kana  : NFKC, hiragana -> katakana (U+3041..3096 + 0x60), delete white space; '' and placeholders -> missing
phone      : NFKC, keep [0-9+], leading +81 or +810 -> 0; missing unless 10..11 digits and not one repeated digit
birthdate  : NFKC, one pattern (ISO, slashes, compact, kanji, era short, era kanji) -> yyyymmdd int;
             missing if it does not parse, year < 1900, month/day out of range, or 1900-01-01
field      : agree | disagree | missing (either side missing, or the id does not exist)
verdict    : approved when all four fields agree, else blocked
jw_*       : Jaro-Winkler similarity (p = 0.1, prefix <= 4) over CODE POINTS of the normalised names, 4 decimals
"""
import re, unicodedata
HK = {c: c + 0x60 for c in range(0x3041, 0x3097)}
PLACE = {"", "不明", "テスト", "未登録", "-", "NULL"}
WS = re.compile(r"\s+")
DATE = re.compile(r"^([MTSHR]|明治|大正|昭和|平成|令和)?(元|[0-9]{1,4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})日?$")
ERA = {"M": 1867, "明治": 1867, "T": 1911, "大正": 1911, "S": 1925, "昭和": 1925, "H": 1988, "平成": 1988, "R": 2018, "令和": 2018}
N = unicodedata.normalize

def kanji(s):
    s = WS.sub("", N("NFKC", s or ""))
    return None if s in PLACE else s
def kana(s):
    s = WS.sub("", N("NFKC", s or "").translate(HK))
    return None if s in PLACE else s
def phone(s):
    s = re.sub(r"[^0-9+]", "", N("NFKC", s or ""))
    s = re.sub(r"^\+810?", "0", s)
    if not (10 <= len(s) <= 11) or s == s[0] * len(s): return None
    return s
def birth(s):
    m = DATE.match(N("NFKC", s or ""))
    if not m: return None
    e, y, mo, d = m.groups()
    y = 1 if y == "元" else int(y)
    y += ERA[e] if e else 0
    mo, d = int(mo), int(d)
    if y < 1900 or not 1 <= mo <= 12 or not 1 <= d <= 31: return None
    v = y * 10000 + mo * 100 + d
    return None if v == 19000101 else v
