// One viewer's connection: joins with the link's token, follows the stream, comes back with backoff and resumes where it
// was. It knows nothing of the terminal: what arrives goes to the listener in order.
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { SessionMessageSchema, ViewerMessageSchema } from './gen/berth/attach/v1/attach_pb';
import type { Joined, Presence, Status } from './gen/berth/attach/v1/attach_pb';
import { Backoff } from './backoff';

export interface Listener {
  joined(joined: Joined): void;
  snapshot(data: Uint8Array, cols: number, rows: number, seq: bigint, skipped: boolean): void;
  output(data: Uint8Array, end: bigint): void;
  resized(cols: number, rows: number): void;
  status(status: Status): void;
  presence(presence: Presence): void;
  notice(code: string, text: string): void;
  latency(ms: number): void;
  lost(retryInMs: number): void; // the connection is gone; the next attempt is in so many milliseconds
  connecting(): void;
  ended(exitCode: number | undefined, reason: string): void; // for good
  refused(code: string, message: string): void; // for good
}

type Body = NonNullable<MessageInitShape<typeof ViewerMessageSchema>['body']>;

const kInputChunk = 16 * 1024; // the server takes at most 256 KiB in one message
const kPingMs = 5_000;
const kFirstPingMs = 1_000; // not while the page still draws its first screen: that would be its time, not the network's
const kSilenceMs = 20_000; // no message and no pong for so long: the network is gone though nobody said so

export class Connection {
  private socket: WebSocket | undefined;
  private seq: bigint | undefined; // parsed up to here: where a resume goes on
  private finished = false;
  private hasJoined = false;
  private retryTimer: number | undefined;
  private pingTimer: number | undefined;
  private firstPing: number | undefined;
  private lastHeard = 0;
  private pings = new Map<bigint, number>();
  private nextPing = 1n;
  private readonly backoff = new Backoff(500, 15_000);

  constructor(
    private readonly url: string,
    private readonly token: string,
    private readonly viewerName: string,
    private readonly listener: Listener,
  ) {}

  open(): void {
    if (this.finished || this.socket)
      return;
    window.clearTimeout(this.retryTimer);
    this.listener.connecting();
    const socket = new WebSocket(this.url);
    socket.binaryType = 'arraybuffer';
    this.socket = socket;
    socket.onopen = () => {
      this.lastHeard = performance.now();
      this.send({
        case: 'join',
        value: { token: this.token, viewerName: this.viewerName, resumeSeq: this.seq ?? 0n, hasResume: this.seq !== undefined },
      });
    };
    socket.onmessage = (event: MessageEvent<ArrayBuffer | string>) => {
      if (typeof event.data !== 'string')
        this.receive(new Uint8Array(event.data));
    };
    socket.onclose = () => this.closed(socket);
  }

  get isJoined(): boolean {
    return this.hasJoined;
  }

  input(bytes: Uint8Array): void {
    for (let at = 0; this.hasJoined && at < bytes.length; at += kInputChunk)
      this.send({ case: 'input', value: { data: bytes.subarray(at, at + kInputChunk) } });
  }

  resize(cols: number, rows: number): void {
    if (this.hasJoined)
      this.send({ case: 'resize', value: { cols, rows } });
  }

  // Everything before `seq` has been parsed by the terminal.
  acknowledge(seq: bigint): void {
    this.seq = seq;
    if (this.hasJoined)
      this.send({ case: 'ack', value: { seq } });
  }

  private send(body: Body): void {
    if (this.socket?.readyState === WebSocket.OPEN)
      this.socket.send(toBinary(ViewerMessageSchema, create(ViewerMessageSchema, { body })));
  }

  private receive(bytes: Uint8Array): void {
    this.lastHeard = performance.now();
    const body = fromBinary(SessionMessageSchema, bytes).body;
    switch (body.case) {
      case 'joined':
        this.hasJoined = true;
        this.backoff.reset();
        this.startPings();
        this.listener.joined(body.value);
        break;
      case 'snapshot':
        this.listener.snapshot(body.value.data, body.value.cols, body.value.rows, body.value.seq, body.value.skipped);
        break;
      case 'output':
        this.listener.output(body.value.data, body.value.seq + BigInt(body.value.data.length));
        break;
      case 'resize':
        this.listener.resized(body.value.cols, body.value.rows);
        break;
      case 'status':
        this.listener.status(body.value);
        break;
      case 'presence':
        this.listener.presence(body.value);
        break;
      case 'notice':
        this.listener.notice(body.value.code, body.value.message);
        break;
      case 'pong': {
        const sent = this.pings.get(body.value.id);
        this.pings.delete(body.value.id);
        if (sent !== undefined)
          this.listener.latency(performance.now() - sent);
        break;
      }
      case 'ended':
        this.finished = true;
        this.listener.ended(body.value.hasExitCode ? body.value.exitCode : undefined, body.value.reason);
        break;
      case 'refused':
        this.finished = true;
        this.listener.refused(body.value.code, body.value.message);
        break;
      case undefined: // a newer server's message
        break;
    }
  }

  private startPings(): void {
    this.stopPings();
    const ping = () => {
      if (performance.now() - this.lastHeard > kSilenceMs)
        return this.drop();
      if (document.visibilityState === 'hidden')
        return;
      const id = this.nextPing++;
      this.pings.set(id, performance.now());
      this.send({ case: 'ping', value: { id } });
    };
    this.pingTimer = window.setInterval(ping, kPingMs);
    this.firstPing = window.setTimeout(ping, kFirstPingMs);
  }

  private stopPings(): void {
    window.clearInterval(this.pingTimer);
    window.clearTimeout(this.firstPing);
    this.pings.clear();
  }

  private drop(): void {
    const socket = this.socket;
    socket?.close();
    if (socket)
      this.closed(socket); // close() alone may wait for a peer that is not there
  }

  private closed(socket: WebSocket): void {
    if (this.socket !== socket)
      return;
    this.socket = undefined;
    this.hasJoined = false;
    this.stopPings();
    if (this.finished)
      return;
    const wait = this.backoff.next();
    this.retryTimer = window.setTimeout(() => this.open(), wait);
    this.listener.lost(wait);
  }
}
