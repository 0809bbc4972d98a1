// A berthd of the test's own: started, its links read, ended by its pid.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export async function startBerthd(program, { role, exec }) {
  const root = mkdtempSync(join(tmpdir(), 'berth-e2e-'));
  const child = spawn(program, ['--listen', '127.0.0.1:0', '--share', role, '--data-dir', join(root, 'data'), '--exec', ...exec], {
    env: { ...process.env, BERTH_RUNTIME_DIR: join(root, 'run'), XDG_CONFIG_HOME: join(root, 'config'), HOME: root, PS1: '$ ' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const link = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('link: '))
        resolve(line.slice('link: '.length).trim());
    });
    child.once('error', reject);
    ended.then((code) => reject(new Error(`berthd ended with ${code} before it printed a link`)));
  });
  return {
    link,
    origin: new URL(link).origin,
    ended,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(root, { recursive: true, force: true });
    },
  };
}
