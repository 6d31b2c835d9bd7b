main :- repeat, writeln('flood flood flood flood flood flood'), fail.
