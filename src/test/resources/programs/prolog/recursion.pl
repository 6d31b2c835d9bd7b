total(0, 0) :- !.
total(N, T) :- M is N - 1, total(M, S), T is N + S.
main :- total(10000, T), writeln(T).
