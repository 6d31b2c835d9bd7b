with Ada.Text_IO;
with Part;
procedure Main is
   Image : constant String := Integer'Image (Part.Twice (21));
begin
   Ada.Text_IO.Put_Line (Image (2 .. Image'Last));
end Main;
