%include "lib/part.inc"
global _start
section .text
_start:
    exit_after text, 3
section .data
text: db "42", 10
