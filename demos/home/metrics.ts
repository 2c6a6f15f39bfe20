/** Reads Prometheus text, as far as the home page needs it. */

export interface Sample {
  readonly name: string
  readonly labels: string
  readonly value: number
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)/

export const parseMetrics = (text: string): readonly Sample[] => {
  const samples: Sample[] = []
  for (const line of text.split('\n')) {
    const [, name, labels = '', number] = LINE.exec(line) ?? []
    if (name === undefined || number === undefined) continue
    const value = number === '+Inf' ? Infinity : Number(number)
    if (!Number.isNaN(value)) samples.push({ name, labels, value })
  }
  return samples
}

/** The sum over all label sets that hold `label`; undefined when the host does not tell. */
export const total = (samples: readonly Sample[], name: string, label = ''): number | undefined => {
  let sum: number | undefined
  for (const sample of samples)
    if (sample.name === name && sample.labels.includes(label)) sum = (sum ?? 0) + sample.value
  return sum
}
