//! The ways in which kana names are written in customer tables.
//!
//! Full-width katakana is the plain form; the others are what point-of-sale systems, web forms, file names of macOS and
//! bank hosts make of it. Half-width forms: JIS X 0201; decomposed ones: Unicode normalisation form D.

/// Half-width forms of ァ (U+30A1) to ー (U+30FC); a character without one stands for itself.
const HALF: [&str; 92] = [
    "ｧ", "ｱ", "ｨ", "ｲ", "ｩ", "ｳ", "ｪ", "ｴ", "ｫ", "ｵ", "ｶ", "ｶﾞ", "ｷ", "ｷﾞ", "ｸ", "ｸﾞ", "ｹ", "ｹﾞ", "ｺ", "ｺﾞ", "ｻ",
    "ｻﾞ", "ｼ", "ｼﾞ", "ｽ", "ｽﾞ", "ｾ", "ｾﾞ", "ｿ", "ｿﾞ", "ﾀ", "ﾀﾞ", "ﾁ", "ﾁﾞ", "ｯ", "ﾂ", "ﾂﾞ", "ﾃ", "ﾃﾞ", "ﾄ", "ﾄﾞ", "ﾅ",
    "ﾆ", "ﾇ", "ﾈ", "ﾉ", "ﾊ", "ﾊﾞ", "ﾊﾟ", "ﾋ", "ﾋﾞ", "ﾋﾟ", "ﾌ", "ﾌﾞ", "ﾌﾟ", "ﾍ", "ﾍﾞ", "ﾍﾟ", "ﾎ", "ﾎﾞ", "ﾎﾟ", "ﾏ", "ﾐ",
    "ﾑ", "ﾒ", "ﾓ", "ｬ", "ﾔ", "ｭ", "ﾕ", "ｮ", "ﾖ", "ﾗ", "ﾘ", "ﾙ", "ﾚ", "ﾛ", "ヮ", "ﾜ", "ヰ", "ヱ", "ｦ", "ﾝ",
    "ｳﾞ", "ヵ", "ヶ", "ﾜﾞ", "ヸ", "ヹ", "ｦﾞ", "・", "ｰ",
];

/// How a kana name is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// Full-width katakana.
    Full,
    /// Half-width katakana.
    Half,
    /// Hiragana.
    Hiragana,
    /// Full-width katakana with its marks split off.
    Decomposed,
    /// Half-width katakana of a host that has no small kana: ショウコ as ｼﾖｳｺ.
    Legacy,
}

/// Appends a reading, given in full-width katakana, in one of the scripts.
pub(super) fn push(out: &mut String, reading: &str, script: Script) {
    match script {
        Script::Full => out.push_str(reading),
        Script::Half => reading.chars().for_each(|c| push_half(out, c)),
        Script::Legacy => reading.chars().for_each(|c| push_half(out, large(c))),
        Script::Hiragana => out.extend(reading.chars().map(hiragana)),
        Script::Decomposed => reading.chars().for_each(|c| push_decomposed(out, c)),
    }
}

fn push_half(out: &mut String, c: char) {
    match HALF.get((c as usize).wrapping_sub('ァ' as usize)) {
        Some(half) => out.push_str(half),
        None => out.push(c),
    }
}

fn hiragana(c: char) -> char {
    if ('ァ'..='ヶ').contains(&c) { char::from_u32(c as u32 - 0x60).unwrap_or(c) } else { c }
}

/// The large form of a small kana.
pub(super) const fn large(c: char) -> char {
    match c {
        'ァ' => 'ア',
        'ィ' => 'イ',
        'ゥ' => 'ウ',
        'ェ' => 'エ',
        'ォ' => 'オ',
        'ッ' => 'ツ',
        'ャ' => 'ヤ',
        'ュ' => 'ユ',
        'ョ' => 'ヨ',
        'ヮ' => 'ワ',
        other => other,
    }
}

fn push_decomposed(out: &mut String, c: char) {
    let (back, mark) = match c {
        'ヴ' => ('ヴ' as u32 - 'ウ' as u32, '\u{3099}'),
        'パ' | 'ピ' | 'プ' | 'ペ' | 'ポ' => (2, '\u{309A}'),
        'ガ' | 'ギ' | 'グ' | 'ゲ' | 'ゴ' | 'ザ' | 'ジ' | 'ズ' | 'ゼ' | 'ゾ' | 'ダ' | 'ヂ' | 'ヅ' | 'デ'
        | 'ド' | 'バ' | 'ビ' | 'ブ' | 'ベ' | 'ボ' => (1, '\u{3099}'),
        plain => return out.push(plain),
    };
    out.extend(char::from_u32(c as u32 - back));
    out.push(mark);
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::UnicodeNormalization;

    #[test]
    fn each_script_is_written_as_unicode_says() {
        for c in 'ァ'..='ー' {
            let write = |script| {
                let mut out = String::new();
                push(&mut out, c.encode_utf8(&mut [0; 4]), script);
                out
            };
            assert_eq!(
                write(Script::Half).nfkc().collect::<String>(),
                c.to_string().nfkc().collect::<String>()
            );
            if !('ヷ'..='ヺ').contains(&c) {
                assert_eq!(write(Script::Decomposed), c.nfd().collect::<String>());
            }
        }
        let write = |text, script| {
            let mut out = String::new();
            push(&mut out, text, script);
            out
        };
        assert_eq!(write("ショウコ", Script::Legacy), "ｼﾖｳｺ");
        assert_eq!(write("ヴァレー", Script::Hiragana), "ゔぁれー");
    }
}
