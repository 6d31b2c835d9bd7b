program main
  integer :: a
  a = "text
end program
