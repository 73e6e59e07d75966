// An embedder for tests: what a text asks for happens in the worker thread.
export function create() {
  return {
    dimension: 4,
    async embed(texts: readonly string[]) {
      for (const text of texts) {
        if (text.startsWith('fetch ')) await (await fetch(text.slice(6))).text()
        if (text === 'never') await new Promise(() => {})
      }
      return texts.map((text) => {
        if (text === 'throw') throw new RangeError('the model refuses')
        if (text === 'exit') process.exit(3)
        if (text === 'spin') for (;;);
        return new Float32Array([text.length, 1, 0, 0])
      })
    },
  }
}
