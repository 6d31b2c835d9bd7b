%% The first line of a script is not read.
main(_) -> io:format("~w~n", [part:twice(21)]).
