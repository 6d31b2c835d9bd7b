function total(n: int64): int64;
begin
  if n = 0 then total := 0 else total := n + total(n - 1);
end;

begin
  writeln(total(10000));
end.
