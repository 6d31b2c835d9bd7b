const cell = new Int32Array(new SharedArrayBuffer(4));
const waited = Atomics.wait(cell, 0, 0, 5);
const module = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
WebAssembly.instantiate(module).then(() => console.log(waited === 'timed-out' ? 'ok' : waited));
