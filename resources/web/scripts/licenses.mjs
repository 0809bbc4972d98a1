// The licences of what is in the bundle, beside it.
import { readFileSync, writeFileSync, existsSync } from 'node:fs';

const bundled = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).dependencies);
const parts = bundled.map((name) => {
  const folder = `node_modules/${name}`;
  const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt'].map((f) => `${folder}/${f}`).find(existsSync);
  return `${name} ${version} (${license})\n\n${file ? readFileSync(file, 'utf8').trim() : ''}\n`;
});
writeFileSync('dist/licenses.txt', parts.join(`\n${'-'.repeat(80)}\n\n`));
