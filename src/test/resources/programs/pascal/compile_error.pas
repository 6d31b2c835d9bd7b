var a: integer;
begin
  a := 'text';
end.
