% The first line of a script is not read.
main(_) -> halt(3).
