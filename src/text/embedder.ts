/** What a module named by an {@link EmbedderSource} exports. */
export interface EmbedderModule {
  /** Called once in every worker thread that has the model, with the options of its source. */
  create(options: unknown, context: CreateContext): Embedder | Promise<Embedder>
}

/** What `create` is told besides its options. */
export interface CreateContext {
  /** Worker threads that load the model, and share the processors with this one. */
  readonly workers: number
}

/** Turns texts into vectors, inside a worker thread. */
export interface Embedder {
  /** Numbers in each vector. */
  readonly dimension: number
  /** One vector a text, in order: one array each, or all in one (n x dimension, row after row). */
  embed(texts: readonly string[], context: EmbedContext): Embedded | Promise<Embedded>
  /** Gives back what `create` took, before the thread ends. */
  close?(): void | Promise<void>
}

export type Embedded = readonly Float32Array[] | Float32Array

export interface EmbedContext {
  /** Aborts when nobody waits for the vectors any more. */
  readonly signal?: AbortSignal
}

/** Where an embedder comes from: plain data, so that it can travel to a thread. */
export interface EmbedderSource {
  /** URL of an ES module that is an {@link EmbedderModule}. */
  readonly module: string
  /** Handed to the module's `create`; structured-cloneable. */
  readonly options?: unknown
}
