// The terminal on the page. Its size is always the session's: fit() only says what would fit, and where the session's
// size is not ours to choose, the font shrinks until it does.
import { FitAddon } from '@xterm/addon-fit';
import { UnicodeGraphemesAddon } from '@xterm/addon-unicode-graphemes';
import { Terminal } from '@xterm/xterm';
import type { ITheme } from '@xterm/xterm';
import { Acknowledger } from './acknowledger';

const kSmallestFontPx = 5;

export interface Size {
  cols: number;
  rows: number;
}

export class TerminalView {
  private readonly term: Terminal;
  private readonly fitter = new FitAddon();
  private readonly acks: Acknowledger;
  private readonly encoder = new TextEncoder();
  private ownSize = false;

  constructor(
    private readonly host: HTMLElement,
    acknowledge: (seq: bigint) => void,
    typed: (text: string) => void,
    binary: (bytes: Uint8Array) => void,
  ) {
    this.acks = new Acknowledger(acknowledge);
    this.term = new Terminal({
      fontFamily: token('--mono'),
      fontSize: this.baseFontPx(),
      lineHeight: 1.1, // 13/19 with JetBrains Mono
      scrollback: 5000,
      cursorBlink: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
      theme: terminalTheme(),
      disableStdin: true,
      allowProposedApi: true, // the graphemes'
    });
    this.term.loadAddon(this.fitter);
    this.term.loadAddon(new UnicodeGraphemesAddon()); // columns as the session counts them: emoji, ZWJ, variation selectors
    this.term.open(host);
    this.term.onData(typed);
    this.term.onBinary((text) => binary(Uint8Array.from(text, (c) => c.charCodeAt(0))));
    window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      this.term.options.theme = terminalTheme();
    });
  }

  encode(text: string): Uint8Array {
    return this.encoder.encode(text);
  }

  // A fresh terminal in the session's state. Queued behind what is still being parsed.
  snapshot(data: Uint8Array, size: Size, seq: bigint): void {
    this.term.write('', () => {
      this.term.reset();
      this.apply(size);
    });
    this.output(data, seq);
  }

  output(data: Uint8Array, end: bigint): void {
    this.acks.written();
    this.term.write(data, () => this.acks.parsed(end));
  }

  resized(size: Size): void {
    this.term.write('', () => this.apply(size));
  }

  // What would fit at the normal font; undefined while hidden.
  proposed(): Size | undefined {
    this.term.options.fontSize = this.baseFontPx();
    const size = this.fitter.proposeDimensions();
    return size && Number.isFinite(size.cols) && Number.isFinite(size.rows) ? { cols: Math.max(2, size.cols), rows: Math.max(1, size.rows) } : undefined;
  }

  setOwnSize(own: boolean): void {
    this.ownSize = own;
  }

  // Keeps a size that is not ours visible as a whole.
  scaleToFit(): void {
    const at = this.baseFontPx();
    const size = this.proposed();
    if (!size)
      return;
    const scale = Math.min(1, size.cols / this.term.cols, size.rows / this.term.rows);
    this.term.options.fontSize = Math.max(kSmallestFontPx, Math.floor(at * scale * 4) / 4);
  }

  setTyping(allowed: boolean): void {
    this.term.options.disableStdin = !allowed;
    this.term.options.cursorInactiveStyle = allowed ? 'outline' : 'none';
    this.host.classList.toggle('read-only', !allowed);
  }

  focus(): void {
    this.term.focus();
  }

  get applicationCursor(): boolean {
    return this.term.modes.applicationCursorKeysMode;
  }

  private apply(size: Size): void {
    this.term.resize(size.cols, size.rows);
    const fits = this.proposed();
    if (!this.ownSize || (fits && (fits.cols < size.cols || fits.rows < size.rows)))
      this.scaleToFit();
    this.host.dataset['size'] = `${size.cols}x${size.rows}`;
  }

  private baseFontPx(): number {
    return window.matchMedia('(max-width: 600px)').matches ? 12 : 13;
  }
}

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function terminalTheme(): ITheme {
  const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;
  const theme: ITheme = {
    background: token('--terminal'),
    foreground: token('--text'),
    cursor: token('--text'),
    cursorAccent: token('--terminal'),
    selectionBackground: token('--selection'),
    scrollbarSliderBackground: token('--line'),
  };
  names.forEach((name, i) => {
    theme[name] = token(`--ansi-${i}`);
    theme[`bright${name.charAt(0).toUpperCase()}${name.slice(1)}` as 'brightRed'] = token(`--ansi-${i + 8}`);
  });
  return theme;
}
