global two
section .data
two: db "2"
