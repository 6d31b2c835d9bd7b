main :- findall(I, (numlist(0, 3, L), concurrent_maplist([X, X]>>true, L, R), member(I, R)), All), sum_list(All, T), writeln(T).
