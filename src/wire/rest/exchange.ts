import { gunzipSync } from 'node:zlib'
import type { Client, Dispatcher } from 'undici'

export interface Answer {
  readonly status: number
  readonly statusText: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly text: string
}

/** Sends one request and takes its answer whole; without the stream that undici's own `request` makes of each body. */
export function exchange(client: Client, request: Dispatcher.DispatchOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    client.dispatch(request, new WholeAnswer(resolve, reject))
  })
}

class WholeAnswer implements Dispatcher.DispatchHandler {
  readonly #resolve: (answer: Answer) => void
  readonly #reject: (error: Error) => void
  readonly #chunks: Buffer[] = []
  #status = 0
  #statusText = ''
  #headers: Answer['headers'] = {}

  constructor(resolve: (answer: Answer) => void, reject: (error: Error) => void) {
    this.#resolve = resolve
    this.#reject = reject
  }

  // undici tells handlers of this kind by this method.
  onRequestStart(): void {}

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Answer['headers'],
    statusText = '',
  ): void {
    this.#status = status
    this.#headers = headers
    this.#statusText = statusText
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    try {
      const [first] = this.#chunks
      const bytes = first !== undefined && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks)
      const text = (this.#headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString()
      this.#resolve({ status: this.#status, statusText: this.#statusText, headers: this.#headers, text })
    } catch (error) {
      this.#reject(error as Error)
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#reject(error)
  }
}
