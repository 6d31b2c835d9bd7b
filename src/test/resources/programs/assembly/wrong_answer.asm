extern puts
global main
section .data
text db "8", 0
section .text
main:
    sub rsp, 8
    mov rdi, text
    call puts
    xor eax, eax
    add rsp, 8
    ret
section .note.GNU-stack noalloc noexec nowrite progbits
