const os = require('os');
console.log(os.cpus().length > 0 && os.totalmem() > os.freemem() ? 'ok' : 'no processors');
