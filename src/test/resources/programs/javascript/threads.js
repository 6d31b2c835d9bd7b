const { Worker, isMainThread, parentPort, workerData } = require('worker_threads');
if (isMainThread) {
  const all = [0, 1, 2, 3].map(i => new Promise((done, failed) =>
    new Worker(__filename, { workerData: i }).on('message', done).on('error', failed)));
  Promise.all(all).then(numbers => console.log(numbers.reduce((a, b) => a + b)));
} else {
  parentPort.postMessage(workerData);
}
