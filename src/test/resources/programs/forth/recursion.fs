: total ( n -- t ) dup if dup 1- recurse + then ;
1000 total 0 .r cr
