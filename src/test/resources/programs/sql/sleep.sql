.system sleep 60
SELECT 7;
