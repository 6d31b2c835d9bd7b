// The official SDK's client from npm, unmodified, against the address in the first argument. It holds what a tool answers
// against the tool's schema.
import assert from 'node:assert';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const client = new Client({ name: 'evalx-test', version: '1' });
await client.connect(new StreamableHTTPClientTransport(new URL(process.argv[2] + '/mcp')));
const { tools } = await client.listTools();
assert.deepStrictEqual(tools.map((tool) => tool.name).sort(), ['list_languages', 'run_code', 'run_tests']);

const call = (name, args, options) => client.callTool({ name, arguments: args }, undefined, options);
const ran = await call('run_code', { language: 'python', code: 'print(input())', stdin: 'hello' });
assert.strictEqual(ran.structuredContent.stdout, 'hello\n');

const progress = [];
const slow = { language: 'python', code: `import time; time.sleep(1); print(${Date.now()})` };
const streamed = await call('run_code', slow, { onprogress: (step) => progress.push(step) });
assert.strictEqual(streamed.structuredContent.status, 'Accepted');
assert(progress.length > 0);

const tests = [{ stdin: '1', expected_output: '2' }, { stdin: '2', expected_output: '4' }];
const tested = await call('run_tests', { language: 'python', code: 'print(int(input()) + 1)', tests });
assert.strictEqual(tested.structuredContent.passed, 1);
const listed = await call('list_languages', {});
assert(listed.structuredContent.languages.some((language) => language.language === 'cpp'));
const unknown = await call('run_code', { language: 'klingon', code: 'x' });
assert(unknown.isError);
await client.close();
