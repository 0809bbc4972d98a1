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

export function refusedCard(code: string, message: string): Card {
  const titles: Record<string, string> = {
    'attach.bad_token': 'This link is not valid',
    'attach.expired': 'This link has expired',
    'attach.revoked': 'This link was revoked',
    'attach.no_session': 'This session is closed',
    'attach.rate': 'Too many attempts',
    'attach.limit': 'Too many viewers',
  };
  return { title: titles[code] ?? 'Berth closed the connection', text: message };
}

export function endedText(exitCode: number | undefined, reason: string): string {
  if (exitCode === undefined)
    return reason ? `The session ended: ${reason}` : 'The session ended.';
  return exitCode === 0 ? 'The shell ended.' : `The shell ended with exit code ${exitCode}.`;
}
