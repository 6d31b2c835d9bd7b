// Gives EvalX's tools the names that the conformance suite of MCP calls, and changes nothing else of what passes by.
//   tool-names.mjs URL    prints the address at which it listens
import http from 'node:http';

const target = new URL(process.argv[2]);
const sleeps = [1, 2, 3, 4].map((seconds) => ({ stdin: `${seconds}`, expected_output: '' }));
const tools = {
  test_simple_text: { name: 'run_code', arguments: { language: 'bash', code: 'echo simple' } },
  test_error_handling: { name: 'run_code', arguments: { language: 'klingon', code: 'x' } },
  test_tool_with_progress: {
    name: 'run_tests',
    arguments: { language: 'python', code: `import time; time.sleep(int(input())) # ${Date.now()}`, tests: sleeps },
  },
};

function renamed(body) {
  const message = body.length ? JSON.parse(body) : undefined;
  const tool = message?.method === 'tools/call' ? tools[message.params.name] : undefined;
  return tool ? JSON.stringify({ ...message, params: { ...message.params, ...tool } }) : body;
}

const server = http.createServer(async (request, response) => {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  const body = renamed(Buffer.concat(pieces));
  const headers = { ...request.headers, 'content-length': Buffer.byteLength(body) };
  const forwarded = http.request(target, { method: request.method, headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  forwarded.end(body);
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/mcp`));
