program main
  print '(A)', 'Grüße 世界 😀'
end program
