import '@xterm/xterm/css/xterm.css';
import './style.css';
import { Chrome } from './chrome';
import { Connection } from './connection';
import { Role } from './gen/berth/attach/v1/attach_pb';
import { KeyBar } from './key_bar';
import { endedText, noToken, refusedCard, unreachable } from './messages';
import { allowScriptedStyles } from './strict_csp';
import { TerminalView } from './terminal_view';

// The secret leaves the address bar and the history before anything else happens.
const token = location.hash.slice(1);
history.replaceState(null, '', location.pathname);

async function start(): Promise<void> {
  const chrome = new Chrome();
  chrome.setPlace('', '');
  if (!token) {
    chrome.showCard(noToken);
    return;
  }
  allowScriptedStyles();
  // Measured before the font is there, the cells would have another one's width.
  await Promise.allSettled([document.fonts.load('13px "JetBrains Mono"'), document.fonts.load('bold 13px "JetBrains Mono"')]);

  const host = document.getElementById('terminal') as HTMLElement;
  const coarse = window.matchMedia('(pointer: coarse)');
  let mayType = false;
  let mayResize = false;
  let asked = '';
  let retryAt = 0;
  let countdown: number | undefined;

  const connection = new Connection(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`, token, viewerName(), {
    connecting: () => {
      window.clearInterval(countdown);
      chrome.setStateSoon('busy', 'Connecting…');
    },
    joined: (joined) => {
      window.clearInterval(countdown);
      chrome.clearState();
      chrome.setPlace(joined.place, joined.shell);
      chrome.setTitle(joined.title);
      chrome.setRole(joined.role);
      mayType = joined.role !== Role.VIEW;
      mayResize = joined.mayResize;
      asked = '';
      view.setOwnSize(mayResize);
      view.setTyping(mayType);
      keys.show(mayType && coarse.matches);
      view.focus();
      fit();
    },
    snapshot: (data, cols, rows, seq, skipped) => {
      view.snapshot(data, { cols, rows }, seq);
      if (skipped)
        chrome.showNotice('This page could not keep up; some output is not shown here.');
    },
    output: (data, end) => view.output(data, end),
    resized: (cols, rows) => view.resized({ cols, rows }),
    status: (status) => chrome.setTitle(status.title),
    presence: (presence) => chrome.setPresence(presence.viewers),
    notice: (_code, text) => chrome.showNotice(text),
    latency: (ms) => chrome.setLatency(ms),
    lost: (wait) => {
      view.setTyping(false);
      chrome.setLatency(undefined);
      retryAt = performance.now() + wait;
      const show = () => {
        const seconds = Math.ceil((retryAt - performance.now()) / 1000);
        const when = seconds > 0 ? ` Trying again in ${seconds} s.` : '';
        chrome.setState('fail', unreachable + when, { label: 'Try now', run: () => connection.open() });
      };
      window.clearInterval(countdown);
      countdown = window.setInterval(show, 1000);
      show();
    },
    ended: (exitCode, reason) => {
      window.clearInterval(countdown);
      view.setTyping(false);
      keys.show(false);
      chrome.setLatency(undefined);
      chrome.setState('ended', endedText(exitCode, reason));
    },
    refused: (code, message) => {
      window.clearInterval(countdown);
      view.setTyping(false);
      keys.show(false);
      chrome.setLatency(undefined);
      chrome.showCard(refusedCard(code, message));
    },
  });

  const view = new TerminalView(
    host,
    (seq) => connection.acknowledge(seq),
    (text) => mayType && connection.input(view.encode(keys.modifiers.apply(text))),
    (bytes) => mayType && connection.input(bytes),
  );
  const keys = new KeyBar(document.getElementById('keys') as HTMLElement, (key) =>
    connection.input(view.encode(keys.modifiers.encode(key, view.applicationCursor))),
  );

  function fit(): void {
    if (!mayResize)
      return view.scaleToFit();
    const size = view.proposed();
    const text = size ? `${size.cols}x${size.rows}` : '';
    if (!size || text === asked)
      return;
    asked = text;
    connection.resize(size.cols, size.rows);
  }

  // Coming back to this page makes it the one whose size counts.
  const claim = () => {
    asked = '';
    fit();
  };
  let fitTimer: number | undefined;
  new ResizeObserver(() => {
    window.clearTimeout(fitTimer);
    fitTimer = window.setTimeout(fit, 60);
  }).observe(document.getElementById('stage') as HTMLElement);
  window.addEventListener('focus', claim);
  window.addEventListener('online', () => connection.open());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible')
      connection.open();
  });
  coarse.addEventListener('change', () => keys.show(mayType && coarse.matches));
  connection.open();
}

function viewerName(): string {
  return window.matchMedia('(pointer: coarse)').matches ? 'phone' : 'browser';
}

void start();
