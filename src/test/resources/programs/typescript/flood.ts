const fs = require('fs');
for (;;) fs.writeSync(1, 'flood '.repeat(1000));
