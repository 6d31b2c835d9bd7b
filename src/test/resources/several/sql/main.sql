.read part.sql
SELECT 2 * n FROM numbers;
