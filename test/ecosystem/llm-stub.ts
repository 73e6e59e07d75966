import { httpStub } from '../support/http-stub.ts'

export interface LlmStub {
  /** Base URL of an API as OpenAI's. */
  readonly url: string
  /** What the model says, as JSON. */
  answer: unknown
  readonly requests: number
}

/** A language model on 127.0.0.1 that always says the same; it ends with the test. */
export async function llmStub(): Promise<LlmStub> {
  const state = { answer: {} as unknown }
  const stub = await httpStub((_, response) => {
    const message = { role: 'assistant', content: JSON.stringify(state.answer) }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ choices: [{ index: 0, finish_reason: 'stop', message }] }))
  })
  return Object.defineProperties(state, {
    url: { value: `${stub.url}/v1` },
    requests: { get: () => stub.requests.length },
  }) as LlmStub & typeof state
}
