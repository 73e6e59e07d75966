/** One line of figures. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export interface TextFamily {
  readonly type: string
  readonly help: string
  readonly samples: Sample[]
}

const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  gauge: [''],
  counter: [''],
  histogram: ['_bucket', '_sum', '_count'],
}
const LINE = /^([a-zA-Z_:][\w:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (\S+)$/
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g

/**
 * Reads Prometheus's text format, or OpenMetrics where the text ends as that does, by its rules and not by what the
 * library writes. @throws Error on what breaks them: a name that is not its family's, a series that comes twice, …
 */
export function parsePrometheus(text: string): Map<string, TextFamily> {
  const isOpenMetrics = text.endsWith('# EOF\n')
  const families = new Map<string, TextFamily>()
  const series = new Set<string>()
  let current = ''
  let help = ''
  for (const line of text.split('\n').filter((one) => one !== '' && one !== '# EOF')) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? []
    if (kind === 'HELP') help = rest
    else if (kind === 'TYPE') {
      if (families.has(name)) throw new Error(`${name} comes twice`)
      if (isOpenMetrics && rest === 'counter' && name.endsWith('_total')) throw new Error(`${name} has its suffix`)
      current = name
      families.set(name, { type: rest, help, samples: [] })
    } else {
      const sample = sampleOf(line)
      const family = families.get(current)
      const suffixes = isOpenMetrics && family?.type === 'counter' ? ['_total'] : SUFFIXES[family?.type ?? '']
      if (!suffixes?.some((suffix) => sample.name === current + suffix)) throw new Error(`${line} is not of ${current}`)
      const key = JSON.stringify([sample.name, Object.entries(sample.labels).sort()])
      if (series.has(key)) throw new Error(`${key} comes twice`)
      series.add(key)
      family?.samples.push(sample)
    }
  }
  return families
}

/** Looks figures up in a scrape. */
export function scraped(text: string) {
  const families = parsePrometheus(text)
  const samples = (name: string) =>
    [...families.values()].flatMap((family) => family.samples).filter((sample) => sample.name === name)
  return {
    families,
    value: (name: string, labels: Record<string, string> = {}) =>
      samples(name).find((sample) => Object.entries(labels).every(([label, wanted]) => sample.labels[label] === wanted))
        ?.value,
    labels: (name: string, label: string) => samples(name).map((sample) => sample.labels[label]),
  }
}

function sampleOf(line: string): Sample {
  const [, name, labels = '', value] = LINE.exec(line) ?? []
  if (name === undefined) throw new Error(`Not a line of figures: ${line}`)
  const pairs = [...labels.matchAll(LABEL)].map(([, label = '', escaped = '']) => [
    label,
    escaped.replace(/\\(.)/g, (_, char) => (char === 'n' ? '\n' : char)),
  ])
  return { name, labels: Object.fromEntries(pairs), value: value === '+Inf' ? Number.POSITIVE_INFINITY : Number(value) }
}
