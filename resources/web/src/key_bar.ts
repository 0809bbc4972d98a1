// The row of keys that a touch keyboard lacks.
import { StickyModifiers } from './keys';
import type { Key } from './keys';

const kKeys: { label: string; name: string; key?: Key; modifier?: 'ctrl' | 'alt' }[] = [
  { label: 'esc', name: 'Escape', key: 'esc' },
  { label: 'tab', name: 'Tab', key: 'tab' },
  { label: 'ctrl', name: 'Control for the next key', modifier: 'ctrl' },
  { label: 'alt', name: 'Alt for the next key', modifier: 'alt' },
  { label: '↑', name: 'Up', key: 'up' },
  { label: '↓', name: 'Down', key: 'down' },
  { label: '←', name: 'Left', key: 'left' },
  { label: '→', name: 'Right', key: 'right' },
];

export class KeyBar {
  readonly modifiers = new StickyModifiers(() => this.showModifiers());
  private readonly buttons = new Map<'ctrl' | 'alt', HTMLButtonElement>();

  constructor(
    private readonly bar: HTMLElement,
    pressed: (key: Key) => void,
  ) {
    for (const { label, name, key, modifier } of kKeys) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = label;
      button.setAttribute('aria-label', name);
      button.tabIndex = -1;
      // Keeps the focus, and with it the phone's keyboard, on the terminal.
      button.addEventListener('pointerdown', (event) => event.preventDefault());
      if (modifier) {
        button.setAttribute('aria-pressed', 'false');
        this.buttons.set(modifier, button);
        button.addEventListener('click', () => this.modifiers.toggle(modifier));
      } else if (key) {
        button.addEventListener('click', () => pressed(key));
      }
      bar.append(button);
    }
  }

  show(visible: boolean): void {
    this.bar.hidden = !visible;
  }

  private showModifiers(): void {
    for (const [name, button] of this.buttons)
      button.setAttribute('aria-pressed', String(this.modifiers[name]));
  }
}
