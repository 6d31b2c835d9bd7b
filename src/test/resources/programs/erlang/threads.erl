% The first line of a script is not read.
main(_) ->
  Me = self(),
  [spawn(fun() -> Me ! I end) || I <- [0, 1, 2, 3]],
  io:format("~w~n", [lists:sum([receive N -> N end || _ <- [1, 2, 3, 4]])]).
