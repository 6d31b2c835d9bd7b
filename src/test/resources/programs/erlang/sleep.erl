% The first line of a script is not read.
main(_) -> timer:sleep(60000).
