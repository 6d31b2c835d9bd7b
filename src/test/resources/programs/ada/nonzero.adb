with Ada.Text_IO; use Ada.Text_IO;
procedure Main is
begin
   raise Program_Error;
end Main;
