CREATE TABLE numbers (n);
INSERT INTO numbers VALUES (21);
