def twice(n : Int32)
  2 * n
end
