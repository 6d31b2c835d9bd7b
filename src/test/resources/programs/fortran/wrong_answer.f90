program main
  print '(I0)', 8
end program
