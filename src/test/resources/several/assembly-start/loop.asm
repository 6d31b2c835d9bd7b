global main_loop
section .data
text: db "42", 10
section .text
main_loop:
    mov rbx, text
.next:
    mov rax, 1
    mov rdi, 1
    mov rsi, rbx
    mov rdx, 1
    syscall
    inc rbx
    cmp rbx, text + 3
    jne .next
    ret
