function total(n: number): number { return n ? n + total(n - 1) : 0; }
console.log(total(10000));
