program main
  print '(I0)', total(10000)
contains
  recursive integer(8) function total(n) result(t)
    integer, intent(in) :: n
    t = 0
    if (n > 0) t = n + total(n - 1)
  end function
end program
