:- module(part, [twice/2]).
twice(N, M) :- M is 2 * N.
