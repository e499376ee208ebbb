//! Floor probe: about the least work that gives the peers' columns: read, normalise the rows that a pair names, join,
//! compare, write. It is a yardstick and no gate: no line breaks inside quotes, no UTF-8 check, no look for one ID on two
//! rows, IDs of 16 bytes at the most, a fixed order of columns, five fields. Part of sekisho, MIT licence.
//!
//!   floor-probe CUSTOMERS.csv MERGES.csv OUT.csv [THREADS] [referenced|all]
use std::{fs::File, hint::black_box, io::Write, os::unix::fs::FileExt, time::Instant};
use unicode_normalization::UnicodeNormalization;

/// Open addressing over 16-byte inline ids: one 8-byte slot (32-bit tag | index + 1), keys beside it. Ids over 16 bytes: not in the probe.
struct Tab {
    slots: Vec<u64>,
    mask: usize,
    keys: Vec<u128>,
}
#[inline]
fn pack(b: &[u8]) -> u128 {
    assert!(b.len() <= 16);
    let mut k = [0u8; 16];
    k[..b.len()].copy_from_slice(b);
    u128::from_le_bytes(k)
}
#[inline]
fn mix(k: u128) -> u64 {
    let m = ((k as u64 ^ 0x9E37_79B9_7F4A_7C15) as u128)
        * (((k >> 64) as u64 ^ 0xD6E8_FEB8_6659_FD93) as u128);
    let h = (m as u64) ^ (m >> 64) as u64;
    h.wrapping_mul(0x2545_F491_4F6C_DD1D) ^ (h >> 29)
}
#[inline]
fn prefetch<T>(p: *const T) {
    #[cfg(target_arch = "x86_64")]
    unsafe {
        std::arch::x86_64::_mm_prefetch(p as *const i8, std::arch::x86_64::_MM_HINT_T0)
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = p;
}
/// ask for 2 MiB pages under a big vector (the kernel here gives them only on request)
fn huge<T>(v: &Vec<T>) {
    let n = v.capacity() * std::mem::size_of::<T>();
    if n >= 4 << 20 {
        let a = (v.as_ptr() as usize + 4095) & !4095;
        unsafe {
            libc::madvise(a as *mut _, n - 4096, libc::MADV_HUGEPAGE);
        }
    }
}
impl Tab {
    fn new(n: usize) -> Tab {
        let c = (n * 2).next_power_of_two().max(16);
        let slots: Vec<u64> = Vec::with_capacity(c);
        huge(&slots);
        let mut slots = slots;
        slots.resize(c, 0);
        let keys = Vec::with_capacity(n);
        huge(&keys);
        Tab {
            slots,
            mask: c - 1,
            keys,
        }
    }
    #[inline]
    fn pre(&self, h: u64) {
        prefetch(&self.slots[h as usize & self.mask])
    }
    #[inline]
    fn cand(&self, h: u64) -> Option<u32> {
        let mut i = h as usize & self.mask;
        loop {
            let s = self.slots[i];
            if s == 0 {
                return None;
            }
            if s >> 32 == h >> 32 {
                return Some(s as u32 - 1);
            }
            i = (i + 1) & self.mask
        }
    }
    #[inline]
    fn get(&self, k: u128, h: u64) -> Option<u32> {
        let mut i = h as usize & self.mask;
        loop {
            let s = self.slots[i];
            if s == 0 {
                return None;
            }
            if s >> 32 == h >> 32 && self.keys[s as u32 as usize - 1] == k {
                return Some(s as u32 - 1);
            }
            i = (i + 1) & self.mask
        }
    }
    #[inline]
    fn put(&mut self, k: u128, h: u64) -> u32 {
        let mut i = h as usize & self.mask;
        loop {
            let s = self.slots[i];
            if s == 0 {
                self.keys.push(k);
                let n = self.keys.len() as u64;
                self.slots[i] = (h >> 32 << 32) | n;
                return n as u32 - 1;
            }
            if s >> 32 == h >> 32 && self.keys[s as u32 as usize - 1] == k {
                return s as u32 - 1;
            }
            i = (i + 1) & self.mask
        }
    }
}

// ---------- normalisation, fast path by table, fall back to full NFKC ----------
static HALF: [u16; 63] = {
    // U+FF61..U+FF9F
    let s: [u16; 63] = [
        0x3002, 0x300C, 0x300D, 0x3001, 0x30FB, 0x30F2, 0x30A1, 0x30A3, 0x30A5, 0x30A7, 0x30A9,
        0x30E3, 0x30E5, 0x30E7, 0x30C3, 0x30FC, 0x30A2, 0x30A4, 0x30A6, 0x30A8, 0x30AA, 0x30AB,
        0x30AD, 0x30AF, 0x30B1, 0x30B3, 0x30B5, 0x30B7, 0x30B9, 0x30BB, 0x30BD, 0x30BF, 0x30C1,
        0x30C4, 0x30C6, 0x30C8, 0x30CA, 0x30CB, 0x30CC, 0x30CD, 0x30CE, 0x30CF, 0x30D2, 0x30D5,
        0x30D8, 0x30DB, 0x30DE, 0x30DF, 0x30E0, 0x30E1, 0x30E2, 0x30E4, 0x30E6, 0x30E8, 0x30E9,
        0x30EA, 0x30EB, 0x30EC, 0x30ED, 0x30EF, 0x30F3, 0x3099, 0x309A,
    ];
    s
};

#[inline]
fn voice(base: u32, mark: u32) -> Option<u32> {
    let semi = mark == 0x309A;
    match base {
        0x30AB..=0x30C2 if !semi && (base - 0x30AB) % 2 == 0 => Some(base + 1),
        0x30C4 | 0x30C6 | 0x30C8 if !semi => Some(base + 1),
        0x30CF | 0x30D2 | 0x30D5 | 0x30D8 | 0x30DB => Some(base + if semi { 2 } else { 1 }),
        0x30A6 if !semi => Some(0x30F4),
        _ => None,
    }
}

/// NFKC + white space removed (+ hiragana->katakana when KANA). Appends to `out`; false = took the slow path.
fn fold<const KANA: bool>(s: &str, out: &mut String) -> bool {
    let start = out.len();
    let mut last: u32 = 0;
    let mut last_at = start;
    for ch in s.chars() {
        let mut c = ch as u32;
        match c {
            0x20 | 0x09..=0x0D | 0x3000 => continue,
            0x21..=0x7E => {}
            0x4E00..=0x9FFF | 0x20000..=0x2A6DF | 0x3400..=0x4DBF => {}
            0x3041..=0x3096 => {
                if KANA {
                    c += 0x60
                }
            }
            0x30A1..=0x30FE | 0x3005..=0x3007 => {}
            0xFF01..=0xFF5E => c -= 0xFEE0,
            0xFF61..=0xFF9F => c = HALF[(c - 0xFF61) as usize] as u32,
            0x3099 | 0x309A => {}
            _ => {
                out.truncate(start);
                for c in s.nfkc() {
                    if c.is_whitespace() {
                        continue;
                    }
                    let c = if KANA && ('\u{3041}'..='\u{3096}').contains(&c) {
                        char::from_u32(c as u32 + 0x60).unwrap()
                    } else {
                        c
                    };
                    out.push(c)
                }
                return false;
            }
        }
        if c == 0x3099 || c == 0x309A {
            if let Some(v) = voice(last, c) {
                out.truncate(last_at);
                out.push(char::from_u32(v).unwrap());
                last = v;
                continue;
            }
            out.truncate(start);
            out.extend(s.nfkc().filter(|c| !c.is_whitespace()));
            return false;
        }
        last = c;
        last_at = out.len();
        out.push(unsafe { char::from_u32_unchecked(c) });
    }
    true
}
const PLACE: [&str; 6] = ["", "不明", "テスト", "未登録", "-", "NULL"];

/// digits packed as (len << 56 | value); 0 = missing
fn phone(s: &str) -> u64 {
    let mut d = [0u8; 24];
    let mut n = 0;
    let mut plus = false;
    for ch in s.chars() {
        let c = match ch as u32 {
            c @ 0x30..=0x39 => c - 0x30,
            c @ 0xFF10..=0xFF19 => c - 0xFF10,
            0x2B | 0xFF0B => {
                plus |= n == 0;
                continue;
            }
            _ => continue,
        };
        if n == 24 {
            return 0;
        }
        d[n] = c as u8;
        n += 1;
    }
    let mut v = &d[..n];
    let mut buf = [0u8; 24];
    if plus && n >= 2 && v[0] == 8 && v[1] == 1 {
        let r = &v[2..];
        let r = if r.first() == Some(&0) { &r[1..] } else { r };
        buf[1..1 + r.len()].copy_from_slice(r);
        v = &buf[..r.len() + 1];
    }
    if v.len() < 10 || v.len() > 11 || v.iter().all(|x| *x == v[0]) {
        return 0;
    }
    (v.len() as u64) << 56 | v.iter().fold(0, |a, x| a * 10 + *x as u64)
}
/// yyyymmdd; 0 = missing
fn birth(s: &str) -> u32 {
    let mut it = s
        .chars()
        .map(|c| match c as u32 {
            c @ 0xFF01..=0xFF5E => char::from_u32(c - 0xFEE0).unwrap(),
            _ => c,
        })
        .peekable();
    let mut base = 0u32;
    match it.peek() {
        Some('M') => {
            base = 1867;
            it.next();
        }
        Some('T') => {
            base = 1911;
            it.next();
        }
        Some('S') => {
            base = 1925;
            it.next();
        }
        Some('H') => {
            base = 1988;
            it.next();
        }
        Some('R') => {
            base = 2018;
            it.next();
        }
        Some(&c @ ('明' | '大' | '昭' | '平' | '令')) => {
            it.next();
            it.next();
            base = match c {
                '明' => 1867,
                '大' => 1911,
                '昭' => 1925,
                '平' => 1988,
                _ => 2018,
            }
        }
        _ => {}
    }
    let mut g = [0u32; 3];
    let mut gl = [0u8; 3];
    let mut k = 0;
    for c in it {
        match c {
            '0'..='9' => {
                if k > 2 {
                    return 0;
                }
                g[k] = g[k] * 10 + c as u32 - 48;
                gl[k] += 1;
                if gl[k] > 8 {
                    return 0;
                }
            }
            '元' => {
                g[0] = 1;
                gl[0] = 1
            }
            '-' | '/' | '.' | '年' | '月' => k += 1,
            '日' => {}
            _ => return 0,
        }
    }
    if k == 0 && gl[0] == 8 {
        let v = g[0];
        g = [v / 10000, v / 100 % 100, v % 100];
    }
    let y = g[0] + base;
    if y < 1900 || !(1..=12).contains(&g[1]) || !(1..=31).contains(&g[2]) {
        return 0;
    }
    let v = y * 10000 + g[1] * 100 + g[2];
    if v == 19000101 {
        0
    } else {
        v
    }
}

#[derive(Clone, Copy, Default)]
struct Rec {
    kanji: (u32, u16),
    kana: (u32, u16),
    thread: u8,
    phone: u64,
    birth: u32,
}

fn jw(a: &str, b: &str, ca: &mut Vec<char>, cb: &mut Vec<char>) -> f64 {
    ca.clear();
    ca.extend(a.chars());
    cb.clear();
    cb.extend(b.chars());
    if ca.is_empty() || cb.is_empty() {
        return 0.;
    }
    let (la, lb) = (ca.len(), cb.len());
    if la > 64 || lb > 64 {
        return strsim::jaro_winkler(a, b);
    }
    let w = (la.max(lb) / 2).saturating_sub(1);
    let (mut ma, mut mb) = (0u64, 0u64);
    for i in 0..la {
        let lo = i.saturating_sub(w);
        let hi = (i + w + 1).min(lb);
        for j in lo..hi {
            if mb >> j & 1 == 0 && ca[i] == cb[j] {
                ma |= 1 << i;
                mb |= 1 << j;
                break;
            }
        }
    }
    let m = ma.count_ones();
    if m == 0 {
        return 0.;
    }
    let (mut t, mut x, mut y) = (0, ma, mb);
    while x != 0 {
        if ca[x.trailing_zeros() as usize] != cb[y.trailing_zeros() as usize] {
            t += 1
        }
        x &= x - 1;
        y &= y - 1
    }
    let m = m as f64;
    let j = (m / la as f64 + m / lb as f64 + (m - (t / 2) as f64) / m) / 3.;
    if j > 0.7 {
        let p = ca
            .iter()
            .zip(cb.iter())
            .take(4)
            .take_while(|(a, b)| a == b)
            .count();
        j + p as f64 * 0.1 * (1. - j)
    } else {
        j
    }
}

// ---------- streaming scan of one byte range, rows whole ----------
const BUF: usize = 4 << 20;
const BATCH: usize = 32;
fn scan_range(
    f: &File,
    mut pos: u64,
    end: u64,
    len: u64,
    mut rows: impl FnMut(&[u8], &[(u32, u32)]),
) {
    // a range owns the rows that START in it
    let mut buf = vec![0u8; BUF];
    let mut have = 0usize;
    if pos > 0 {
        // skip to after the first newline at or after pos-1
        let mut b = [0u8; 65536];
        let n = f.read_at(&mut b, pos - 1).unwrap();
        pos += memchr::memchr(b'\n', &b[..n]).unwrap() as u64;
    }
    let mut row_start = pos;
    let mut rd = pos;
    let mut q: Vec<(u32, u32)> = Vec::with_capacity(BATCH);
    loop {
        let n = f.read_at(&mut buf[have..], rd).unwrap();
        rd += n as u64;
        have += n;
        let eof = rd >= len;
        let mut at = 0;
        let mut done = false;
        while at < have {
            let k = match memchr::memchr(b'\n', &buf[at..have]) {
                Some(k) => k,
                None if eof => have - at,
                None => break,
            };
            if row_start >= end {
                done = true;
                break;
            }
            q.push((at as u32, (at + k) as u32));
            at += k + 1;
            row_start += k as u64 + 1;
            if q.len() == BATCH {
                rows(&buf, &q);
                q.clear()
            }
        }
        rows(&buf, &q);
        q.clear();
        if done || eof {
            return;
        }
        buf.copy_within(at..have, 0);
        have -= at;
    }
}
#[inline]
fn field<'a>(r: &'a [u8], at: &mut usize) -> &'a [u8] {
    let s = *at;
    if s < r.len() && r[s] == b'"' {
        // probe: no doubled quotes in the columns used
        let k = memchr::memchr(b'"', &r[s + 1..]).unwrap_or(r.len() - s - 1);
        *at = s + k + 3;
        return &r[s + 1..s + 1 + k];
    }
    let k = memchr::memchr(b',', &r[s..]).map_or(r.len(), |k| s + k);
    *at = k + 1;
    &r[s..k]
}

fn run(cu: &str, mg: &str, out: &str, threads: usize, all: bool) {
    let t0 = Instant::now();
    let mut t = t0;
    let lap = |n: &str, t: &mut Instant| {
        eprintln!("{n:<28} {:>8.1} ms", t.elapsed().as_secs_f64() * 1e3);
        *t = Instant::now()
    };
    let mtext = std::fs::read(mg).unwrap();
    lap("read merges", &mut t);
    let np = memchr::memchr_iter(b'\n', &mtext).count();
    let mut map = Tab::new(np * 2);
    let mut pairs: Vec<(u32, u32)> = Vec::with_capacity(np);
    let mut lines: Vec<(u32, u32)> = Vec::with_capacity(np);
    let mut it = memchr::memchr_iter(b'\n', &mtext)
        .scan(0usize, |s, e| {
            let r = (*s, e);
            *s = e + 1;
            Some(r)
        })
        .skip(1)
        .peekable();
    let mut q: Vec<[(u128, u64); 2]> = vec![];
    while it.peek().is_some() {
        q.clear();
        for l in it.by_ref().take(BATCH) {
            let line = &mtext[l.0..l.1];
            let c = memchr::memchr(b',', line).unwrap();
            lines.push((l.0 as u32, l.1 as u32));
            let k = [pack(&line[..c]), pack(&line[c + 1..])].map(|k| {
                let h = mix(k);
                map.pre(h);
                (k, h)
            });
            q.push(k)
        }
        for k in &q {
            let a = map.put(k[0].0, k[0].1);
            let b = map.put(k[1].0, k[1].1);
            pairs.push((a, b));
        }
    }
    lap("merges -> id map", &mut t);
    let mut recs: Vec<Rec> = Vec::with_capacity(map.keys.len());
    huge(&recs);
    recs.resize(map.keys.len(), Rec::default());
    let f = File::open(cu).unwrap();
    let len = f.metadata().unwrap().len();
    let mut hdr = [0u8; 4096];
    let hn = f.read_at(&mut hdr, 0).unwrap();
    let h = memchr::memchr(b'\n', &hdr[..hn]).unwrap() as u64 + 1;
    let rp = recs.as_mut_ptr() as usize;
    let map_ref = &map;
    let f = &f; // each slot is written by the one thread that meets its row
    let arenas: Vec<(String, usize, usize)> = std::thread::scope(|s| {
        let hs: Vec<_> = (0..threads)
            .map(|k| {
                s.spawn(move || {
                    let (lo, hi) = (
                        h + (len - h) * k as u64 / threads as u64,
                        h + (len - h) * (k + 1) as u64 / threads as u64,
                    );
                    let mut ar = String::with_capacity(1 << 20);
                    let (mut rows, mut slow) = (0usize, 0usize);
                    let mut tmp = String::new();
                    let mut sink = 0u64;
                    let me = k_as(threads, lo, h, len);
                    let mut ks = [(0u128, 0u64); BATCH];
                    scan_range(f, lo, hi, len, |buf, q| {
                        for (x, r) in ks.iter_mut().zip(q) {
                            let mut at = 0;
                            let k = pack(field(&buf[r.0 as usize..r.1 as usize], &mut at));
                            let h = mix(k);
                            map_ref.pre(h);
                            *x = (k, h)
                        }
                        for x in &ks[..q.len()] {
                            if let Some(i) = map_ref.cand(x.1) {
                                prefetch(&map_ref.keys[i as usize]);
                                prefetch((rp as *const Rec).wrapping_add(i as usize))
                            }
                        }
                        for (x, r) in ks.iter().zip(q) {
                            let r = &buf[r.0 as usize..r.1 as usize];
                            rows += 1;
                            let mut at = 0;
                            let _ = field(r, &mut at);
                            let hit = map_ref.get(x.0, x.1);
                            if hit.is_none() && !all {
                                continue;
                            }
                            let st = |b| unsafe { std::str::from_utf8_unchecked(b) }; // probe: a product validates UTF-8 (simdutf8: ~10 GB/s)
                            let (k, n, p, b) = (
                                field(r, &mut at),
                                field(r, &mut at),
                                field(r, &mut at),
                                field(r, &mut at),
                            );
                            let mut rec = Rec {
                                thread: 0,
                                ..Default::default()
                            };
                            let o = if hit.is_some() {
                                &mut ar
                            } else {
                                tmp.clear();
                                &mut tmp
                            };
                            let mut put = |o: &mut String, s: &str, kana: bool| {
                                let st = o.len();
                                let fast = if kana {
                                    fold::<true>(s, o)
                                } else {
                                    fold::<false>(s, o)
                                };
                                slow += !fast as usize;
                                if PLACE.contains(&&o[st..]) {
                                    o.truncate(st)
                                }
                                (st as u32, (o.len() - st) as u16)
                            };
                            rec.kanji = put(o, st(k), false);
                            rec.kana = put(o, st(n), true);
                            rec.phone = phone(st(p));
                            rec.birth = birth(st(b));
                            rec.thread = 0;
                            sink ^= rec.phone ^ rec.birth as u64;
                            if let Some(i) = hit {
                                rec.thread = me;
                                unsafe { *(rp as *mut Rec).add(i as usize) = rec }
                            }
                        }
                    });
                    black_box(sink);
                    (ar, rows, slow)
                })
            })
            .collect();
        hs.into_iter().map(|h| h.join().unwrap()).collect()
    });
    lap("scan + normalise + fill", &mut t);
    let nth = threads;
    let cut: Vec<usize> = (0..=nth).map(|k| pairs.len() * k / nth).collect();
    let (recs, arenas_r, pairs_r, lines_r, mt, cut_r) =
        (&recs, &arenas, &pairs, &lines, &mtext, &cut);
    let bufs: Vec<Vec<u8>> = std::thread::scope(|s| {
        let hs: Vec<_> = (0..nth)
            .map(|k| {
                s.spawn(move || {
                    let mut o = Vec::with_capacity((cut_r[k + 1] - cut_r[k]) * 80);
                    let (mut ca, mut cb) = (vec![], vec![]);
                    let hi = cut_r[k + 1];
                    for i in cut_r[k]..hi {
                        if i + 32 < hi {
                            let p = pairs_r[i + 32];
                            prefetch(&recs[p.0 as usize]);
                            prefetch(&recs[p.1 as usize])
                        }
                        if i + 16 < hi {
                            let p = pairs_r[i + 16];
                            for r in [&recs[p.0 as usize], &recs[p.1 as usize]] {
                                let b = arenas_r[r.thread as usize]
                                    .0
                                    .as_ptr()
                                    .wrapping_add(r.kanji.0 as usize);
                                prefetch(b);
                                prefetch(b.wrapping_add(64))
                            }
                        }
                        let (a, b) = (&recs[pairs_r[i].0 as usize], &recs[pairs_r[i].1 as usize]);
                        let g = |r: &Rec, x: (u32, u16)| -> &str {
                            let (p, n) = (x.0 as usize, x.1 as usize);
                            &arenas_r[r.thread as usize].0[p..p + n]
                        };
                        let (k1, k2, n1, n2) =
                            (g(a, a.kanji), g(b, b.kanji), g(a, a.kana), g(b, b.kana));
                        let c = |m: bool, e: bool| if m { 2usize } else { !e as usize };
                        let st = [
                            c(k1.is_empty() || k2.is_empty(), k1 == k2),
                            c(n1.is_empty() || n2.is_empty(), n1 == n2),
                            c(a.phone == 0 || b.phone == 0, a.phone == b.phone),
                            c(a.birth == 0 || b.birth == 0, a.birth == b.birth),
                        ];
                        o.extend_from_slice(&mt[lines_r[i].0 as usize..lines_r[i].1 as usize]);
                        o.extend_from_slice(if st == [0; 4] {
                            b",approved"
                        } else {
                            b",blocked"
                        });
                        for x in st {
                            o.extend_from_slice([&b",agree"[..], b",disagree", b",missing"][x])
                        }
                        for (x, p, q) in [(st[0], k1, k2), (st[1], n1, n2)] {
                            o.push(b',');
                            match x {
                                2 => {}
                                0 => o.extend_from_slice(b"1.0000"),
                                _ => {
                                    let v = (jw(p, q, &mut ca, &mut cb) * 10000.).round() as u32;
                                    let d = [
                                        48 + (v / 10000) as u8,
                                        b'.',
                                        48 + (v / 1000 % 10) as u8,
                                        48 + (v / 100 % 10) as u8,
                                        48 + (v / 10 % 10) as u8,
                                        48 + (v % 10) as u8,
                                    ];
                                    o.extend_from_slice(&d)
                                }
                            }
                        }
                        o.push(b'\n');
                    }
                    o
                })
            })
            .collect();
        hs.into_iter().map(|h| h.join().unwrap()).collect()
    });
    lap("compare + format", &mut t);
    let mut w = File::create(out).unwrap();
    w.write_all(b"survivor_id,merged_id,verdict,kanji,kana,phone,birthdate,jw_kanji,jw_kana\n")
        .unwrap();
    for b in &bufs {
        w.write_all(b).unwrap()
    }
    lap("write", &mut t);
    eprintln!(
        "total {:.1} ms; rows {}, ids {}, pairs {}, slow-path folds {}, arena {} B, recs {} B",
        t0.elapsed().as_secs_f64() * 1e3,
        arenas.iter().map(|a| a.1).sum::<usize>(),
        map.keys.len(),
        pairs.len(),
        arenas.iter().map(|a| a.2).sum::<usize>(),
        arenas.iter().map(|a| a.0.len()).sum::<usize>(),
        recs.len() * std::mem::size_of::<Rec>()
    );
}
#[inline]
fn k_as(threads: usize, lo: u64, h: u64, len: u64) -> u8 {
    (0..threads)
        .find(|k| h + (len - h) * *k as u64 / threads as u64 == lo)
        .unwrap() as u8
}

fn main() {
    let a: Vec<String> = std::env::args().skip(1).collect();
    match &a[..] {
        [customers, merges, out, rest @ ..] => run(
            customers,
            merges,
            out,
            rest.first().map_or(2, |n| n.parse().unwrap()),
            rest.get(1).is_some_and(|s| s == "all"),
        ),
        _ => eprintln!("floor-probe CUSTOMERS.csv MERGES.csv OUT.csv [THREADS] [referenced|all]"),
    }
}
