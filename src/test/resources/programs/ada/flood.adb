with Ada.Text_IO; use Ada.Text_IO;
procedure Main is
begin
   loop
      Put_Line ("flood flood flood flood flood flood");
   end loop;
end Main;
