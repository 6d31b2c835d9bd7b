with Ada.Text_IO; use Ada.Text_IO;
procedure Main is
   type Block is array (1 .. 2 ** 20) of Character;
   type Ref is access Block;
   R : Ref;
begin
   loop
      R := new Block'(others => 'x');
   end loop;
end Main;
