with Ada.Text_IO; use Ada.Text_IO;
procedure Main is
   A : Integer := "text";
begin
   null;
end Main;
