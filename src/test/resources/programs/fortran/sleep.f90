program main
  call sleep(60)
end program
