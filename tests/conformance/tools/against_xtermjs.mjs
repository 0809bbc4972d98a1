// Feeds random streams, put together from the cases' inputs, to xterm.js and to Berth and prints the smallest stream of
// each difference; and the recordings, whole.
//
// usage: node against_xtermjs.mjs RENDERER [--rounds N] [--seed N] [--recordings]
//
// RENDERER is berthctl; @xterm/headless 5 is looked for in node_modules of the current folder. What the two see
// differently on purpose is in kSkipped.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const { Terminal } = createRequire(path.join(process.cwd(), 'x.js'))('@xterm/headless');
const here = path.dirname(fileURLToPath(import.meta.url));

// Functions that xterm.js lacks or reads otherwise, by the name of their row in CONTROL_FUNCTIONS.md.
const kSkipped = new Set([
  'DECLRMM', 'DECSLRM', 'DECBI', 'DECFI', 'HPB, VPB', 'DECCRA', 'DECFRA', 'DECERA', 'DECSERA', 'DECCARA', 'DECRARA', 'DECSACE',
  'DECST8C', 'Reverse wrap (45)', 'Extended reverse wrap (1045)', 'SS2 and SS3', 'LS2 and LS3', 'DECSCL', 'S8C1T', 'C1 controls',
  'UTF-8', 'Combining marks', 'OSC', 'DCS, APC, PM, SOS', 'OSC 0 and 2', 'Marks (OSC 7, 9, 52, 133, 633, 777, 1337)', 'XTWINOPS',
  'Synchronized output (2026)', 'DECALN', 'XTSAVE and XTRESTORE', 'DECSED', 'DECSEL', 'DECSCA', 'Sequences', 'Grapheme clusters (2027)',
]);
const kSkippedBytes = /\x1b\[\?(69|45|1045)[hl]|\x1b\[[0-9;]*'|\u009b|\x1b\[\?2026/;

function unescaped(text) {
  const bytes = [];
  for (let i = 0; i < text.length;) {
    const c = String.fromCodePoint(text.codePointAt(i));
    i += c.length;
    if (c !== '\\' || i === text.length) {
      bytes.push(...Buffer.from(c));
      continue;
    }
    const kind = text[i++];
    const digits = { x: 2, u: 4, U: 6 }[kind];
    if (digits) {
      const value = parseInt(text.slice(i, i + digits), 16);
      i += digits;
      bytes.push(...(kind === 'x' ? [value] : Buffer.from(String.fromCodePoint(value))));
    } else {
      bytes.push(...Buffer.from({ e: '\x1b', r: '\r', n: '\n', t: '\t', b: '\b', s: ' ' }[kind] ?? kind));
    }
  }
  return Buffer.from(bytes);
}

// The inputs, cut before every escape sequence.
function pieces() {
  const found = new Set();
  const folder = path.join(here, '..', 'cases');
  for (const name of fs.readdirSync(folder)) {
    let skip = false;
    for (const line of fs.readFileSync(path.join(folder, name), 'utf8').split('\n')) {
      if (line.startsWith('function: '))
        skip = kSkipped.has(line.slice(10));
      if (skip || !line.startsWith('in: '))
        continue;
      for (const piece of unescaped(line.slice(4)).toString('latin1').split(/(?=\x1b[^\\])/))
        if (!kSkippedBytes.test(piece) && piece.length < 60)
          found.add(piece);
    }
  }
  return [...found];
}

function color(cell, of) {
  if (of === 'fg' ? cell.isFgDefault() : cell.isBgDefault())
    return null;
  const value = of === 'fg' ? cell.getFgColor() : cell.getBgColor();
  return (of === 'fg' ? cell.isFgRGB() : cell.isBgRGB()) ? '#' + value.toString(16).padStart(6, '0') : value;
}

async function xtermScreen(bytes, cols, rows) {
  const terminal = new Terminal({ cols, rows, allowProposedApi: true, scrollback: 1000 });
  await new Promise(done => terminal.write(bytes, done));
  const buffer = terminal.buffer.active;
  const screen = { alt: buffer.type === 'alternate', cursor: `${buffer.cursorY},${Math.min(buffer.cursorX, cols - 1)}`, rows: [], cells: [] };
  for (let r = 0; r < rows; ++r) {
    const line = buffer.getLine(buffer.baseY + r);
    screen.rows.push(line.translateToString(true).replace(/ +$/, ''));
    screen.cells.push(Array.from({ length: cols }, (_, c) => {
      const cell = line.getCell(c);
      const attrs = [['bold', cell.isBold()], ['faint', cell.isDim()], ['italic', cell.isItalic()], ['underline', cell.isUnderline()],
        ['reverse', cell.isInverse()], ['conceal', cell.isInvisible()], ['strike', cell.isStrikethrough()], ['overline', cell.isOverline()]];
      return `${attrs.filter(([, on]) => on).map(([name]) => name)} ${color(cell, 'fg')} ${color(cell, 'bg')}`;
    }));
  }
  terminal.dispose();
  return screen;
}

function berthScreen(renderer, bytes, cols, rows) {
  const done = spawnSync(renderer, ['vt', 'render', '--json', '--size', `${cols}x${rows}`], { input: bytes });
  if (done.status !== 0)
    throw new Error(`${renderer}: ${done.stderr}`);
  const seen = JSON.parse(done.stdout);
  return {
    alt: seen.alt,
    cursor: `${seen.cursor.row},${seen.cursor.col}`,
    rows: seen.lines,
    cells: seen.cells.map(row => row.map(cell => {
      const attrs = cell.attrs.filter(a => a !== 'blink').map(a => ['double', 'curly', 'dotted', 'dashed'].includes(a) ? 'underline' : a);
      return `${attrs} ${cell.fg} ${cell.bg}`;
    })),
  };
}

async function difference(renderer, bytes, cols, rows) {
  const theirs = await xtermScreen(bytes, cols, rows);
  const ours = berthScreen(renderer, bytes, cols, rows);
  for (const key of ['alt', 'cursor'])
    if (theirs[key] !== ours[key])
      return `${key}: xterm.js ${theirs[key]}, Berth ${ours[key]}`;
  for (let r = 0; r < rows; ++r) {
    if (theirs.rows[r] !== ours.rows[r])
      return `row ${r}: xterm.js ${JSON.stringify(theirs.rows[r])}, Berth ${JSON.stringify(ours.rows[r])}`;
    for (let c = 0; c < cols; ++c)
      if (theirs.cells[r][c] !== ours.cells[r][c])
        return `cell ${r},${c}: xterm.js ${theirs.cells[r][c]}, Berth ${ours.cells[r][c]}`;
  }
  return null;
}

function generator(seed) { // mulberry32
  return n => {
    seed = seed + 0x6d2b79f5 | 0;
    let t = Math.imul(seed ^ seed >>> 15, 1 | seed);
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
    return ((t ^ t >>> 14) >>> 0) % n;
  };
}

async function main() {
  const arguments_ = process.argv.slice(2);
  const option = (name, otherwise) => arguments_.includes(name) ? Number(arguments_[arguments_.indexOf(name) + 1]) : otherwise;
  const renderer = arguments_[0];
  let found = 0;
  if (arguments_.includes('--recordings')) {
    const folder = path.join(here, '..', 'recordings');
    for (const name of fs.readdirSync(folder).filter(n => n.endsWith('.bytes'))) {
      const problem = await difference(renderer, fs.readFileSync(path.join(folder, name)), 80, 24);
      found += problem ? 1 : 0;
      console.log(name, problem ?? 'the same');
    }
    return found;
  }
  const all = pieces();
  const below = generator(option('--seed', 1));
  const seen = new Set();
  for (let round = option('--rounds', 500); round > 0; --round) {
    let stream = Array.from({ length: 3 + below(25) }, () => all[below(all.length)]);
    const fails = list => difference(renderer, Buffer.from(list.join(''), 'latin1'), 10, 5);
    if (!await fails(stream))
      continue;
    for (let i = 0; i < stream.length;) { // what can go without the difference going
      const shorter = stream.toSpliced(i, 1);
      if (shorter.length && await fails(shorter))
        stream = shorter;
      else
        ++i;
    }
    const text = stream.join('');
    if (seen.has(text))
      continue;
    seen.add(text);
    ++found;
    console.log(JSON.stringify(text), '\n   ', await fails(stream));
  }
  return found;
}

process.exitCode = await main() ? 1 : 0;
