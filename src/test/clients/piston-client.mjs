// piston-client from npm, unmodified, against the address in the first argument.
import assert from 'node:assert';
import piston from 'piston-client';

const client = piston({ server: process.argv[2] + '/piston' });
assert((await client.runtimes()).some((runtime) => runtime.language === 'c++'));
const hello = await client.execute('python', 'print("Hello World!")');
assert.strictEqual(hello.run?.stdout, 'Hello World!\n', JSON.stringify(hello));
const sum = await client.execute({
  language: 'c++',
  files: [{ name: 'a.cpp', content: '#include <iostream>\nint main() { int a, b; std::cin >> a >> b; std::cout << a + b; }' }],
  stdin: '1 2',
});
assert.strictEqual(sum.run.output, '3', JSON.stringify(sum));
