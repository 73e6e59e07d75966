import type { RecordReader, SourceRecord } from './record.ts'

/**
 * A reader of the records, of which `progress` counts what it likes. At an early end `close` is called first: a generator that
 * waits for its stream does not hear of it before the stream gives something.
 */
export function readerOf(
  records: AsyncGenerator<SourceRecord>,
  progress: () => { readonly read: number; readonly all: number | undefined },
  close: () => void = () => {},
): RecordReader {
  const iterator: AsyncIterator<SourceRecord> = {
    next: () => records.next(),
    return: () => {
      close()
      return records.return(undefined)
    },
  }
  return {
    get share() {
      const { read, all } = progress()
      return all === undefined ? undefined : all === 0 ? 1 : Math.min(1, read / all)
    },
    [Symbol.asyncIterator]: () => iterator,
  }
}
