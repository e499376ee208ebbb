-- Part of sekisho, MIT licence.
-- DuckDB has no NFKC (only nfc_normalize). What a DuckDB user can write without a UDF:
-- translate() full-width ASCII + half-width kana, half-width (semi-)voiced marks -> combining U+3099/U+309A,
-- then nfc_normalize composes them. Equal to NFKC on this data; NOT NFKC in general (㍿ ① Ⅲ ㈱ stay).
-- {customers} {merges} {out} {semi} {jw} {order} are filled in, and the macros nfkcish/katafold made, by b_duckdb.py.
-- translate() rebuilds its map for every row (5-6 us a call with 158 characters), so --nfkc guarded calls it only where needed.
COPY (
WITH mg AS MATERIALIZED (SELECT row_number() OVER () AS i, survivor_id, merged_id FROM {merges}),
cu AS (SELECT customer_id, name_kanji, name_kana, phone, birthdate FROM {customers} {semi}),
n1 AS (
  SELECT customer_id,
    regexp_replace(nfkcish(name_kanji), '\s+', '', 'g') AS kanji,
    regexp_replace(katafold(nfkcish(name_kana)), '\s+', '', 'g') AS kana,
    regexp_replace(regexp_replace(nfkcish(phone), '[^0-9+]', '', 'g'), '^\+810?', '0') AS phone,
    regexp_extract(nfkcish(birthdate), '^([MTSHR]|明治|大正|昭和|平成|令和)?(元|[0-9]{{1,4}})[-/.年]?([0-9]{{1,2}})[-/.月]?([0-9]{{1,2}})日?$', ['e','y','m','d']) AS g
  FROM cu),
n2 AS (
  SELECT customer_id, kanji, kana, phone,
    (CASE WHEN g.y = '元' THEN 1 ELSE try_cast(g.y AS INTEGER) END)
     + CASE g.e WHEN 'M' THEN 1867 WHEN '明治' THEN 1867 WHEN 'T' THEN 1911 WHEN '大正' THEN 1911 WHEN 'S' THEN 1925 WHEN '昭和' THEN 1925
               WHEN 'H' THEN 1988 WHEN '平成' THEN 1988 WHEN 'R' THEN 2018 WHEN '令和' THEN 2018 ELSE 0 END AS y,
    try_cast(g.m AS INTEGER) AS m, try_cast(g.d AS INTEGER) AS d
  FROM n1),
nd AS MATERIALIZED (
  SELECT customer_id,
    CASE WHEN kanji NOT IN ('', '不明', 'テスト', '未登録', '-', 'NULL') THEN kanji END AS kanji,
    CASE WHEN kana NOT IN ('', '不明', 'テスト', '未登録', '-', 'NULL') THEN kana END AS kana,
    CASE WHEN length(phone) BETWEEN 10 AND 11 AND NOT regexp_full_match(phone, '0+|1+|2+|3+|4+|5+|6+|7+|8+|9+') THEN phone END AS phone,
    CASE WHEN y >= 1900 AND m BETWEEN 1 AND 12 AND d BETWEEN 1 AND 31 AND NOT (y = 1900 AND m = 1 AND d = 1) THEN y * 10000 + m * 100 + d END AS birthdate
  FROM n2),
j AS (
  SELECT i, survivor_id, merged_id, l.kanji AS k1, r.kanji AS k2, l.kana AS n1, r.kana AS n2, l.phone AS p1, r.phone AS p2, l.birthdate AS b1, r.birthdate AS b2
  FROM mg LEFT JOIN nd l ON l.customer_id = survivor_id LEFT JOIN nd r ON r.customer_id = merged_id)
SELECT survivor_id, merged_id,
  CASE WHEN k1 = k2 AND n1 = n2 AND p1 = p2 AND b1 = b2 THEN 'approved' ELSE 'blocked' END AS verdict,
  CASE WHEN k1 = k2 THEN 'agree' WHEN k1 <> k2 THEN 'disagree' ELSE 'missing' END AS kanji,
  CASE WHEN n1 = n2 THEN 'agree' WHEN n1 <> n2 THEN 'disagree' ELSE 'missing' END AS kana,
  CASE WHEN p1 = p2 THEN 'agree' WHEN p1 <> p2 THEN 'disagree' ELSE 'missing' END AS phone,
  CASE WHEN b1 = b2 THEN 'agree' WHEN b1 <> b2 THEN 'disagree' ELSE 'missing' END AS birthdate,
  {jw}
FROM j {order}
) TO '{out}' (HEADER, DELIMITER ',');
