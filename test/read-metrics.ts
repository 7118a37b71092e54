/** One series of Prometheus' text format. */
export interface Series {
  name: string
  labels: Record<string, string>
  value: number
}

/**
 * Reads Prometheus' text format.
 * @throws for a line that is not of it
 */
export function readMetrics(text: string): Series[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const match = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line)
      if (!match) throw new Error(`Not a series: ${line}`)
      const [, name = '', labels = '', value = ''] = match
      const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)",?/g)]
      if (pairs.map(([whole]) => whole).join('') !== labels) throw new Error(`Not labels: ${line}`)
      return {
        name,
        labels: Object.fromEntries(pairs.map(([, key = '', text = '']) => [key, text])),
        value: value === '+Inf' ? Infinity : Number(value),
      }
    })
}

/** The sum of what the series of a name have, of those with these labels. */
export function sumOf(all: Series[], name: string, labels: Record<string, string> = {}): number {
  return all
    .filter((one) => one.name === name)
    .filter((one) => Object.entries(labels).every(([key, value]) => one.labels[key] === value))
    .reduce((sum, { value }) => sum + value, 0)
}
