/** What a run has to show: a table for people, one object for programs. */
import { writeFileSync } from 'node:fs'
import type { Outcome, PeerOutcome } from './run.ts'

export interface Document {
  readonly kind: string
  readonly params: unknown
  readonly seconds: number
  readonly versions: { readonly node: string; readonly tutti: string }
  readonly server: unknown
  readonly result: unknown
  readonly peers: readonly unknown[]
}

/** The object that --json writes: LOADTEST.md names its fields. What was not measured is null. */
export const toDocument = (kind: string, tutti: string, outcome: Outcome): Document => ({
  kind,
  params: nullFree(outcome.params),
  seconds: round(outcome.seconds),
  versions: { node: process.versions.node, tutti },
  server: nullFree(outcome.server),
  result: nullFree(outcome.result),
  peers: outcome.peers.map(({ name, version, server, result, note }) => ({
    name,
    version,
    server: nullFree(server),
    result: nullFree(result),
    ...(note === undefined ? {} : { note }),
  })),
})

export const writeDocument = (path: string, document: Document): void => {
  writeFileSync(path, `${JSON.stringify(document, null, 2)}\n`)
}

/** Three digits behind the point are more than any of this is worth. */
const round = (value: number): number => Math.round(value * 1000) / 1000

/** JSON has no NaN, and undefined would vanish: both are null, "not measured". */
const nullFree = (value: unknown): unknown => {
  if (value === undefined || value === null) return null
  if (typeof value === 'number') return Number.isFinite(value) ? round(value) : null
  if (Array.isArray(value)) return value.map(nullFree)
  if (typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, nullFree(inner)]))
}

/** Names down, ours and each peer across. */
export const toTable = (outcome: Outcome): string => {
  const columns = [rows(outcome), ...outcome.peers.map(rows)]
  const names = [...new Set(columns.flatMap((column) => [...column.keys()]))]
  const heads = ['', 'tutti', ...outcome.peers.map(titleOf)]
  const lines = [heads, ...names.map((name) => [name, ...columns.map((column) => column.get(name) ?? '–')])]
  const widths = heads.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)))
  const notes = outcome.peers.flatMap(({ name, note }) => (note === undefined ? [] : [`${name}: ${note}`]))
  return [
    ...lines.map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    ),
    ...notes,
  ].join('\n')
}

const titleOf = ({ name, version }: PeerOutcome): string => (version === null ? name : `${name} ${version}`)

const rows = ({ server, result }: Pick<PeerOutcome, 'server' | 'result'>): Map<string, string> => {
  const cells = new Map<string, string>()
  const add = (prefix: string, figures: object): void => {
    for (const [name, value] of Object.entries(figures)) {
      // Percentiles and lists are one cell; figures within figures (a path's, say) and things with names are rows of their own.
      if (isPlainFigures(value)) add(`${prefix}${name} `, value)
      else if (isNamedList(value)) for (const { name: one, ...figures } of value) add(`${one} `, figures)
      else cells.set(prefix + name, cellOf(value))
    }
  }
  if (server !== null) add('server ', server)
  if (result !== null) add('', result)
  return cells
}

const isPlainFigures = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !('p50' in value)

/** Things of one kind beside each other, each with a name of its own. */
const isNamedList = (value: unknown): value is readonly { readonly name: string }[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((one) => typeof (one as { name?: unknown } | null)?.name === 'string')

const cellOf = (value: unknown): string => {
  if (value === null || value === undefined) return '–'
  if (typeof value === 'number') return short(value)
  if (typeof value === 'object' && 'p50' in value) {
    return Object.entries(value)
      .map(([name, at]) => `${name} ${cellOf(at)}`)
      .join('  ')
  }
  if (Array.isArray(value)) return value.map(cellOf).join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | boolean)
}

const short = (value: number): string => {
  if (!Number.isFinite(value)) return '–'
  const digits = Number.isInteger(value) || Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}
