% The first line of a script is not read.
main(A) -> io:format("flood flood flood flood flood flood~n"), main(A).
