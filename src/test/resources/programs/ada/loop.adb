with Ada.Text_IO; use Ada.Text_IO;
procedure Main is
begin
   loop
      null;
   end loop;
end Main;
