begin
  writeln(8);
end.
