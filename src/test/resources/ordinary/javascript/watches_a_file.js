const fs = require('fs');
fs.writeFileSync('watched', '');
const watcher = fs.watch('watched', () => {
  console.log('ok');
  watcher.close();
});
fs.writeFileSync('watched', 'changed');
