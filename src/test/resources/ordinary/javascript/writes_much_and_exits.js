const SIZE = 3000000;
if (process.argv[2] === 'child') {
  process.stdout.write('x'.repeat(SIZE), () => process.exit(0));
} else {
  const counting = `'${process.execPath}' '${__filename}' child | wc -c`;
  const came = Number(require('child_process').execSync(counting));
  console.log(came === SIZE ? 'ok' : came);
}
