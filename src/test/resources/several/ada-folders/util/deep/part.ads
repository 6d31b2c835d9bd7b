package Part is
   function Twice (N : Integer) return Integer;
end Part;
