grow(L) :- grow([a, b, c, d | L]).
main :- set_prolog_flag(stack_limit, 100000000000), grow([]).
