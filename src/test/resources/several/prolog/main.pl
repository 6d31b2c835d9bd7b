:- use_module(part).
main :- twice(21, X), writeln(X).
