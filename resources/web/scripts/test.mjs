// Bundles src/*.test.ts for node and runs them with its own test runner (node 18 reads no TypeScript).
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { build } from 'vite';

const tests = readdirSync('src').filter((name) => name.endsWith('.test.ts'));
await build({
  configFile: false,
  logLevel: 'warn',
  build: {
    ssr: true,
    outDir: 'test-out',
    target: 'node18',
    rollupOptions: { input: tests.map((name) => `src/${name}`), output: { entryFileNames: '[name].mjs' } },
  },
});
const { status } = spawnSync(process.execPath, ['--test', 'test-out'], { stdio: 'inherit' });
process.exit(status ?? 1);
