const os = require('os');
const figures = [os.totalmem(), os.freemem(), os.uptime(), process.memoryUsage().rss];
const known = os.hostname() && os.userInfo().username && os.loadavg().length === 3;
console.log(known && figures.every(figure => figure > 0) ? 'ok' : figures);
