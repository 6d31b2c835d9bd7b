unit part;
interface
function twice(n: integer): integer;
implementation
function twice(n: integer): integer;
begin
  twice := 2 * n;
end;
end.
