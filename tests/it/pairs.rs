//! Tables of any size, made of pairs of records of one person each.

use super::util::Dir;

/// So many pairs in `customers.csv`, each proposed in `merges.csv`. Those that are weak miss a birthdate, and are for
/// review; all others pass.
pub fn batch(pairs: usize, is_weak: impl Fn(usize) -> bool) -> Dir {
    let mut customers = "customer_id,氏名,フリガナ,電話番号,生年月日,住所\n".to_owned();
    let mut merges = "survivor_id,merged_id\n".to_owned();
    for i in 0..pairs {
        let phone = 31_400_007 + 37 * i;
        let (head, tail) = (phone / 10_000, phone % 10_000);
        let other = if is_weak(i) { "" } else { "1984/5/17" };
        customers.push_str(&format!("A{i},佐藤 花子,サトウ ハナコ,090{phone},1984-05-17,\n"));
        customers.push_str(&format!("B{i},佐藤 花子,ｻﾄｳ ﾊﾅｺ,090-{head}-{tail:04},{other},\n"));
        merges.push_str(&format!("A{i},B{i}\n"));
    }
    let dir = Dir::new();
    dir.file("customers.csv", customers);
    dir.file("merges.csv", merges);
    dir
}
