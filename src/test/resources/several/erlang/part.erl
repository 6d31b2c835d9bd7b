-module(part).
-export([twice/1]).
twice(N) -> N * numbers:two().
