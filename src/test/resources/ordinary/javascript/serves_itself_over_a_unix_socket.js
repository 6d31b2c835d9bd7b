const net = require('net');
const server = net.createServer(connection => connection.end('ok\n'));
server.listen('socket', () => {
  net.connect('socket').on('end', () => server.close()).pipe(process.stdout);
});
