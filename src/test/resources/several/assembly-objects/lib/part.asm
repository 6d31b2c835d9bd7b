%macro exit_after 2
    mov rax, 1
    mov rdi, 1
    mov rsi, %1
    mov rdx, %2
    syscall
    mov rax, 60
    xor rdi, rdi
    syscall
%endmacro
