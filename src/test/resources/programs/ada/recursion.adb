with Ada.Text_IO; use Ada.Text_IO;
procedure Main is
   function Total (N : Long_Integer) return Long_Integer is
     (if N = 0 then 0 else N + Total (N - 1));
   T : constant String := Long_Integer'Image (Total (10_000));
begin
   Put_Line (T (2 .. T'Last));
end Main;
