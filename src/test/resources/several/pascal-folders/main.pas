uses part;
begin
  writeln(twice(21));
end.
