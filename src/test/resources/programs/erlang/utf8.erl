% The first line of a script is not read.
main(_) -> io:setopts([{encoding, unicode}]), io:format("~ts~n", ["Grüße 世界 😀"]).
