program main
  use twofold, only: twice
  implicit none
  print '(I0)', twice(21)
end program
