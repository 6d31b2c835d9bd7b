extern printf
global main
section .data
form db "%ld", 10, 0
section .text
total:
    test rdi, rdi
    jz zero
    push rdi
    dec rdi
    call total
    pop rdi
    add rax, rdi
    ret
zero:
    xor eax, eax
    ret
main:
    sub rsp, 8
    mov edi, 10000
    call total
    mov rdi, form
    mov rsi, rax
    xor eax, eax
    call printf
    xor eax, eax
    add rsp, 8
    ret
section .note.GNU-stack noalloc noexec nowrite progbits
