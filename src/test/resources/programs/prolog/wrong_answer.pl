main :- writeln(8).
