const {exec, execSync, fork} = require('child_process');
if (process.argv[2] === 'child') {
  process.send('forked');
  process.disconnect();
} else {
  const said = [execSync('echo waited for').toString().trim()];
  exec('echo heard', (error, output) => {
    said.push(error ? error.message : output.trim());
    fork(__filename, ['child']).on('message', message => {
      said.push(message);
      console.log(said.join() === 'waited for,heard,forked' ? 'ok' : said);
    });
  });
}
