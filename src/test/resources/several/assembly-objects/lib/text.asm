global text
section .data
text: db "42", 10
