import { connect, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import type { Fault } from './fault.ts'
import { FaultLane } from './fault-lane.ts'

/** One connection through a FaultProxy: the client's socket, and ours to the server. */
export class FaultLink {
  readonly #client: Socket
  readonly #upstream: Socket
  readonly #forth = new FaultLane()
  readonly #back = new FaultLane()
  readonly #onChange: () => void
  #fault: Fault = { kind: 'none' }
  /** Bytes that the client has said, whatever became of them. */
  heardBytes = 0
  /** Bytes of answers handed on under the present fault. */
  #handedBack = 0
  #clientLeft = false
  /** The server is gone, or the client's bytes do not reach it any more. */
  #forthEnded = false
  /** Nothing more comes back: a stream with a hole in it would be no fault of TCP. */
  #backEnded = false
  /** A host that has forgotten the connection is behind it. */
  #forgotten = false

  constructor(client: Socket, serverPort: number, fault: Fault, onChange: () => void) {
    this.#client = client.setNoDelay(true)
    this.#upstream = connect(serverPort, '127.0.0.1').setNoDelay(true)
    this.#onChange = onChange
    client.on('data', (bytes) => this.#fromClient(bytes))
    for (const event of ['end', 'error', 'close'] as const) client.on(event, () => this.#clientLeaves())
    client.on('close', onChange)
    this.#upstream
      .on('data', (bytes) => this.#fromServer(bytes))
      .on('end', () => this.#serverLeaves(() => client.end()))
      .on('error', () => this.#serverLeaves(() => client.resetAndDestroy()))
      .on('close', () => this.#serverLeaves(() => client.end()))
      .on('close', onChange)
    this.fault = fault
  }

  /** The client has closed its side, as far as one can tell. */
  get clientLeft(): boolean {
    return this.#clientLeft
  }

  /** Both sockets are closed. */
  get isOver(): boolean {
    return this.#client.closed && this.#upstream.closed
  }

  set fault(fault: Fault) {
    this.#fault = fault
    this.#handedBack = 0
    if (fault.kind === 'stall') this.#client.pause()
    else this.#client.resume()
    if (fault.kind !== 'half-open' || this.#forthEnded) return
    this.#forgotten = true
    this.#backEnded = true
    this.#loseServer()
  }

  reset(): void {
    this.#client.resetAndDestroy()
  }

  /** As if the server had closed the connection. */
  hangUp(): void {
    this.#upstream.destroy()
  }

  destroy(): void {
    this.#back.drop()
    this.#client.destroy()
    this.#loseServer()
  }

  #fromClient(bytes: Buffer): void {
    this.heardBytes += bytes.length
    const fault = this.#fault
    if (this.#forgotten && fault.kind !== 'half-open') this.reset()
    else if (fault.kind === 'blackhole' && fault.both === true) this.#forthEnded = true
    else if (!this.#forthEnded) this.#forth.send(() => void this.#upstream.write(bytes), this.#delayMs)
  }

  #fromServer(bytes: Buffer): void {
    const fault = this.#fault
    if (fault.kind === 'blackhole') this.#backEnded = true
    if (this.#backEnded) return
    switch (fault.kind) {
      case 'cut':
      case 'truncate':
        this.#handBackSome(bytes, fault)
        break
      case 'byte-by-byte':
        this.#back.send(() => this.#trickle(bytes))
        break
      default:
        this.#back.send(() => this.#toClient(bytes), this.#delayMs)
    }
  }

  #handBackSome(bytes: Buffer, { kind, afterBytes }: Fault & { readonly afterBytes: number }): void {
    const some = bytes.subarray(0, Math.max(0, afterBytes - this.#handedBack))
    this.#handedBack += bytes.length
    this.#back.send(() => this.#toClient(some))
    if (this.#handedBack < afterBytes) return
    this.#backEnded = true
    this.#back.send(() => {
      this.#loseServer()
      if (kind === 'truncate') this.#client.end()
      // Once its bytes have left, which a reset would take back.
      else this.#client.write('', () => this.reset())
    })
  }

  async #trickle(bytes: Buffer): Promise<void> {
    // Outside of the poll phase, so that sockets are polled between two writes.
    await setImmediate()
    for (let at = 0; at < bytes.length && this.#client.writable; at++) {
      await new Promise<void>((sent) => this.#client.write(bytes.subarray(at, at + 1), () => sent()))
      await setImmediate()
    }
  }

  #toClient(bytes: Buffer): void {
    if (this.#client.writable) this.#client.write(bytes)
  }

  #clientLeaves(): void {
    if (this.#clientLeft) return
    this.#clientLeft = true
    // What it said before still arrives.
    if (this.#forthEnded) this.#loseServer()
    else this.#forth.send(() => void this.#upstream.end(), this.#delayMs)
    this.#onChange()
  }

  #serverLeaves(tellClient: () => void): void {
    const fault = this.#fault
    this.#forthEnded = true
    if (this.#backEnded) return
    this.#backEnded = true
    if (fault.kind !== 'blackhole') this.#back.send(tellClient, fault.kind === 'slow-close' ? fault.ms : this.#delayMs)
  }

  #loseServer(): void {
    this.#forthEnded = true
    this.#forth.drop()
    this.#upstream.destroy()
  }

  get #delayMs(): number {
    return this.#fault.kind === 'delay' ? this.#fault.ms : 0
  }
}
