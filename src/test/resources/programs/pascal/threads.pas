{$mode objfpc}
uses cthreads, classes, sysutils;
type
  tadd = class(tthread)
    n: integer;
    procedure execute; override;
  end;
var
  total: longint;
  all: array[0..3] of tadd;
  i: integer;
procedure tadd.execute;
begin
  interlockedexchangeadd(total, n);
end;
begin
  for i := 0 to 3 do begin
    all[i] := tadd.create(true);
    all[i].n := i;
    all[i].start;
  end;
  for i := 0 to 3 do all[i].waitfor;
  writeln(total);
end.
