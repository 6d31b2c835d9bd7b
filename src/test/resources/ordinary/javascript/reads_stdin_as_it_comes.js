(async () => {
  for await (const part of process.stdin) process.stdout.write(part);
})();
