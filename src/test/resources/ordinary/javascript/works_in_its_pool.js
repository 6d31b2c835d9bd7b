const {promisify} = require('util');
const {gzip, gunzip} = require('zlib');
const fs = require('fs/promises');
const pbkdf2 = promisify(require('crypto').pbkdf2);

(async () => {
  const packed = await promisify(gzip)('ok');
  await fs.mkdir('deep/folder', {recursive: true});
  await fs.writeFile('deep/folder/packed', packed);
  const [key, read] = await Promise.all([pbkdf2('a', 'b', 10, 32, 'sha256'), fs.readFile('deep/folder/packed')]);
  const text = (await promisify(gunzip)(read)).toString();
  console.log(key.length === 32 ? text : 'no key');
})();
