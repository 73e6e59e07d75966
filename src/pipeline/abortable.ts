/**
 * Reads a source until the signal aborts, and then rejects at once with its reason, even while the source makes its
 * reader wait. The source's own clean-up (`return`) is started, not waited for.
 */
export async function* abortable<T>(
  source: Iterable<T> | AsyncIterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T> {
  signal?.throwIfAborted()
  const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()
  // A promise of its own for every item: one for all of them would keep each item that was raced with it until the end.
  let giveUp: (reason: unknown) => void = () => {}
  const onAbort = () => giveUp(signal?.reason)
  signal?.addEventListener('abort', onAbort)
  let done = false
  try {
    for (;;) {
      signal?.throwIfAborted()
      const next = await new Promise<IteratorResult<T>>((resolve, reject) => {
        giveUp = reject
        Promise.resolve(iterator.next()).then(resolve, reject)
      })
      if (next.done) {
        done = true
        return
      }
      yield next.value
    }
  } finally {
    signal?.removeEventListener('abort', onAbort)
    if (!done) void Promise.resolve(iterator.return?.()).catch(() => {})
  }
}
