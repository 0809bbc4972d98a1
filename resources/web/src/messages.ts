// The sentences for how a link or a connection can end. What the server says with a Refused is shown as it is; these are
// for the rest.
export interface Card {
  title: string;
  text: string;
}

export const noToken: Card = {
  title: 'This page needs its link',
  text: 'The link Berth showed carries a secret after the # sign, and this address has none. Open the whole link again.',
};

export const unreachable = 'Berth cannot be reached.';

// Sentences of the page's own where the title already says what the server's would.
const kRefused: Record<string, Partial<Card>> = {
  'attach.bad_token': { title: 'This link is not valid', text: 'Check that the whole link was opened, or ask for a new one.' },
  'attach.expired': { title: 'This link has expired', text: 'Links last for a set time. Ask for a new one.' },
  'attach.revoked': { title: 'This link was revoked', text: 'Whoever shared this session took the link back. Ask for a new one.' },
  'attach.no_session': { title: 'This session is closed', text: 'Its terminal is gone, and the link with it.' },
  'attach.rate': { title: 'Too many attempts' },
  'attach.limit': { title: 'Too many viewers' },
};

export function refusedCard(code: string, message: string): Card {
  return { title: 'Berth closed the connection', text: message, ...kRefused[code] };
}

export function endedText(exitCode: number | undefined, reason: string): string {
  if (exitCode === undefined)
    return reason ? `The session ended: ${reason}` : 'The session ended.';
  return exitCode === 0 ? 'The shell ended.' : `The shell ended with exit code ${exitCode}.`;
}
