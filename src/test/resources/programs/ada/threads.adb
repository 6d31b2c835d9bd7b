with Ada.Text_IO; use Ada.Text_IO;
procedure Main is
   task type Worker (N : Integer);
   protected Sum is
      procedure Add (N : Integer);
      function Get return Integer;
   private
      Total : Integer := 0;
   end Sum;
   protected body Sum is
      procedure Add (N : Integer) is
      begin
         Total := Total + N;
      end Add;
      function Get return Integer is (Total);
   end Sum;
   task body Worker is
   begin
      Sum.Add (N);
   end Worker;
begin
   declare
      A : Worker (0);
      B : Worker (1);
      C : Worker (2);
      D : Worker (3);
   begin
      null;
   end;
   Put_Line (Integer'Image (Sum.Get) (2 .. 2));
end Main;
