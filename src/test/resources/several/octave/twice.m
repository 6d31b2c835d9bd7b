function r = twice(n)
  r = 2 * n;
end
