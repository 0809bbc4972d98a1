// Everything around the terminal: header, state line, card.
import { Role } from './gen/berth/attach/v1/attach_pb';
import { identityColor } from './identity';
import type { Card } from './messages';

function element<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found)
    throw new Error(`index.html lacks #${id}`);
  return found as T;
}

const kPatienceMs = 300;
const kRoleNames: Record<number, string> = { [Role.VIEW]: 'view only', [Role.OPERATE]: 'operate', [Role.APPROVE]: 'approve' };

export class Chrome {
  private readonly place = element('place');
  private readonly title = element('title');
  private readonly state = element('state');
  private readonly action = element<HTMLButtonElement>('state-action');
  private noticeTimer: number | undefined;

  setPlace(place: string, shell: string): void {
    const [name, kind] = place.split(' · ');
    this.place.textContent = name || 'Berth';
    element('shell').textContent = shell;
    element('kind').textContent = kind ? `· ${kind}` : '';
    element('identity').style.background = identityColor(place);
    document.documentElement.style.setProperty('--place', identityColor(place));
  }

  setTitle(title: string): void {
    this.title.textContent = title;
    document.title = [title || this.place.textContent, 'Berth'].filter(Boolean).join(' · ');
  }

  setRole(role: Role): void {
    const pill = element('role');
    pill.textContent = kRoleNames[role] ?? '';
    pill.hidden = !pill.textContent;
    pill.classList.toggle('warn', role === Role.VIEW);
  }

  setPresence(viewers: number): void {
    const pill = element('presence');
    element('viewers').textContent = String(viewers);
    pill.title = `${viewers} viewers now, this page included`;
    pill.hidden = viewers < 2;
  }

  setLatency(ms: number | undefined): void {
    const pill = element('latency');
    pill.hidden = ms === undefined;
    if (ms === undefined)
      return;
    pill.textContent = `${Math.max(1, Math.round(ms))} ms`;
    pill.className = `pill ${ms < 150 ? 'ok' : ms < 500 ? 'warn' : 'fail'}`;
    pill.title = 'Round trip to Berth';
  }

  // A line under the header that stays until cleared.
  setState(kind: 'busy' | 'warn' | 'fail' | 'ended', text: string, action?: { label: string; run: () => void }): void {
    window.clearTimeout(this.noticeTimer);
    this.state.className = `state ${kind}`;
    element('state-text').textContent = text;
    this.action.hidden = !action;
    this.action.textContent = action?.label ?? '';
    this.action.onclick = action ? action.run : null;
    this.state.hidden = false;
  }

  // The same, unless it is over before anyone could read it.
  setStateSoon(kind: 'busy', text: string): void {
    window.clearTimeout(this.noticeTimer);
    this.noticeTimer = window.setTimeout(() => this.setState(kind, text), kPatienceMs);
  }

  clearState(): void {
    window.clearTimeout(this.noticeTimer);
    this.state.hidden = true;
  }

  // A line that goes by itself.
  showNotice(text: string): void {
    this.setState('warn', text);
    this.noticeTimer = window.setTimeout(() => this.clearState(), 4000);
  }

  showCard(card: Card): void {
    this.clearState();
    element('card-title').textContent = card.title;
    element('card-text').textContent = card.text;
    element('card').hidden = false;
    document.body.classList.add('blocked');
  }
}
