       IDENTIFICATION DIVISION.
       PROGRAM-ID. MAIN.
       PROCEDURE DIVISION.
           PERFORM UNTIL 1 = 2
           DISPLAY "flood flood flood flood flood flood"
           END-PERFORM.
