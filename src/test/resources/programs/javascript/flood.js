const fs = require('fs');
for (;;) fs.writeSync(1, 'all work and no play makes Jack a dull boy\n'.repeat(100));
