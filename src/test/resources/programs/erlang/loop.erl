% The first line of a script is not read.
main(A) -> main(A).
