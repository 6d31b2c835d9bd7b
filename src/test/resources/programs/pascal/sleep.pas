uses sysutils;
begin
  sleep(60000);
end.
