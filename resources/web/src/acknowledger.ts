// Turns "parsed up to here" into Acks: at once when the terminal has caught up (a prompt must not wait for its credit),
// else every kEvery bytes of a flood.
const kEvery = 64n * 1024n;

export class Acknowledger {
  private pending = 0;
  private told: bigint | undefined;

  constructor(private readonly send: (seq: bigint) => void) {}

  written(): void {
    this.pending += 1;
  }

  parsed(seq: bigint): void {
    this.pending -= 1;
    if (this.pending > 0 && this.told !== undefined && seq - this.told < kEvery)
      return;
    this.told = seq;
    this.send(seq);
  }
}
