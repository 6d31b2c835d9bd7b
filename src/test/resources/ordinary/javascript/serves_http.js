const http = require('http');
const server = http.createServer((request, response) => response.end('ok\n'));
server.listen(0, () => {
  http.get({port: server.address().port}, response => {
    response.pipe(process.stdout);
    response.on('end', () => server.close());
  });
});
