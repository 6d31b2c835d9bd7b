global text
section .rodata
text: db "42", 0
section .note.GNU-stack noalloc noexec nowrite progbits
