fn total(n: u64) -> u64 {
    if n == 0 { 0 } else { n + total(n - 1) }
}

fn main() {
    println!("{}", total(10000));
}
