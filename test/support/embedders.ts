// An embedder for tests: what a text asks for happens in the worker thread.
import { createRequire } from 'node:module'

interface Options {
  /** A module whose loading brings a native addon into the thread. */
  readonly native?: string
}

export function create({ native }: Options = {}) {
  if (native !== undefined) createRequire(import.meta.url)(native)
  return {
    dimension: 4,
    async embed(texts: readonly string[]) {
      for (const text of texts) {
        if (text.startsWith('fetch ')) await (await fetch(text.slice(6))).text()
        if (text === 'never') await new Promise(() => {})
        if (text === 'stray') await strayWhileItRuns()
        if (text === 'stray later') setTimeout(stray, 50)
        if (text === 'stray rejection') void Promise.reject(new Error('a stray rejection'))
        if (text === 'objects') fillHeap()
        if (text.startsWith('pause ')) await new Promise((resolve) => setTimeout(resolve, Number(text.slice(6))))
        if (text.startsWith('compute later ')) setTimeout(compute, 20, Number(text.slice(14)))
        else if (text.startsWith('compute ')) compute(Number(text.slice(8)))
      }
      return texts.map((text) => {
        if (text === 'throw') throw new RangeError('the model refuses')
        if (text === 'exit') process.exit(3)
        if (text === 'spin') for (;;);
        if (text === 'uncloneable') throw Object.assign(new Error('a fact that cannot cross'), { fact: () => {} })
        return new Float32Array([text.length, 1, 0, 0])
      })
    },
  }
}

function stray(): void {
  throw new Error('a stray throw')
}

async function strayWhileItRuns(): Promise<void> {
  setTimeout(stray, 5)
  await new Promise((resolve) => setTimeout(resolve, 50))
}

function fillHeap(): void {
  const kept: unknown[] = []
  for (let index = 0; ; index++) kept.push({ index, text: `object ${index}` })
}

/** Blocks the thread, as a native model does. */
function compute(ms: number): void {
  const end = performance.now() + ms
  while (performance.now() < end);
}
