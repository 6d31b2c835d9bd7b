%% The first line of a script is not read.
main(_) -> io:format("8~n").
