const cluster = require('cluster');
if (cluster.isPrimary) {
  const worker = cluster.fork();
  worker.on('message', message => {
    console.log(message);
    worker.kill();
  });
} else {
  process.send('ok');
}
