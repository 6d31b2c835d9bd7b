with Ada.Text_IO; use Ada.Text_IO;
procedure Main is
begin
   delay 60.0;
end Main;
