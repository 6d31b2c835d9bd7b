const all: number[][] = [];
for (;;) all.push(new Array(100000).fill(1.5));
