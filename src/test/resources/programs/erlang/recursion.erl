% The first line of a script is not read.
main(_) -> io:format("~w~n", [total(10000)]).
total(0) -> 0;
total(N) -> N + total(N - 1).
