fn main() {
    let all: Vec<_> = (0..4).map(|i| std::thread::spawn(move || i)).collect();
    let total: i32 = all.into_iter().map(|t| t.join().unwrap()).sum();
    println!("{}", total);
}
