/** Where a command writes: process.stdout, process.stderr, or what a test puts there. */
export interface TextStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
}

/** Where keys come from: process.stdin, or what a test puts there. */
export interface KeyStream extends NodeJS.ReadableStream {
  readonly isTTY?: boolean
  setRawMode?(raw: boolean): unknown
}

/** What a command gets of the process it runs in. */
export interface CommandIo {
  readonly stdout: TextStream
  readonly stderr: TextStream
  /** Nothing reads it but a command that takes keys. */
  readonly stdin?: KeyStream
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal
}

/** The stream where it is a terminal: what a machine reads is not mixed with what tells people how far it has come. */
export function terminalOnly(stream: TextStream): TextStream | undefined {
  return stream.isTTY === true ? stream : undefined
}
