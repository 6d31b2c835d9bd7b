: total ( n -- t ) dup if dup 1- recurse + then ;
10000 total 0 .r cr
