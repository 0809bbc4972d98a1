// The key bar's keys as bytes for the terminal, and the sticky modifiers that a phone keyboard lacks.
export type Key = 'esc' | 'tab' | 'up' | 'down' | 'left' | 'right';

const kArrows: Partial<Record<Key, string>> = { up: 'A', down: 'B', right: 'C', left: 'D' };

export class StickyModifiers {
  ctrl = false;
  alt = false;

  constructor(private readonly changed: () => void) {}

  toggle(name: 'ctrl' | 'alt'): void {
    this[name] = !this[name];
    this.changed();
  }

  // Applies what is held to one key press and lets go of it. Pastes (several characters) are left alone.
  apply(text: string): string {
    if (!this.ctrl && !this.alt)
      return text;
    if ([...text].length !== 1)
      return text;
    const out = (this.alt ? '\x1b' : '') + (this.ctrl ? controlCharacter(text) : text);
    this.release();
    return out;
  }

  encode(key: Key, applicationCursor: boolean): string {
    const arrow = kArrows[key];
    const modifier = 1 + (this.alt ? 2 : 0) + (this.ctrl ? 4 : 0);
    let out: string;
    if (arrow)
      out = modifier > 1 ? `\x1b[1;${modifier}${arrow}` : applicationCursor ? `\x1bO${arrow}` : `\x1b[${arrow}`;
    else
      out = (this.alt ? '\x1b' : '') + (key === 'esc' ? '\x1b' : '\t');
    this.release();
    return out;
  }

  private release(): void {
    if (!this.ctrl && !this.alt)
      return;
    this.ctrl = this.alt = false;
    this.changed();
  }
}

function controlCharacter(text: string): string {
  const code = text.toUpperCase().charCodeAt(0);
  if (code >= 0x40 && code <= 0x5f)
    return String.fromCharCode(code & 0x1f);
  if (text === ' ')
    return '\0';
  return text === '?' ? '\x7f' : text;
}
