MODULE Numbers ! of use to others
  integer, parameter :: two = 2
END MODULE
