// piston-api-client from npm, unmodified, against the address in the first argument.
const assert = require('node:assert');
const { NodePistonClient } = require('piston-api-client');

(async () => {
  const client = new NodePistonClient({ server: process.argv[2] + '/piston' });
  const runtimes = await client.runtimes();
  assert(runtimes.success, JSON.stringify(runtimes));
  assert(runtimes.data.some((runtime) => runtime.language === 'python'));
  const echoed = await client.execute({
    language: 'python', version: '3', files: [{ content: 'print(input())' }], stdin: 'hello',
  });
  assert.strictEqual(echoed.data.run.stdout, 'hello\n');
  const unknown = await client.execute({ language: 'zz', version: '1', files: [{ content: '' }] });
  // It calls every answer a success.
  assert.strictEqual(unknown.data.message, 'zz-1 runtime is unknown');
  // It leaves its timer behind.
  process.exit(0);
})().catch((failure) => {
  console.error(failure);
  process.exit(1);
});
