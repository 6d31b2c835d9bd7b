package body Part is
   function Twice (N : Integer) return Integer is (2 * N);
end Part;
