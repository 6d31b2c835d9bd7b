:- use_module(library(readutil)).

main :- read_line_to_string(user_input, S), split_string(S, " ", "", [X, Y]),
  number_string(A, X), number_string(B, Y), C is A + B, writeln(C).
