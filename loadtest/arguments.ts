/** The command line: each kind's switches are a table, which also prints as help. */
import { parseArgs } from 'node:util'

interface NumberSwitch {
  readonly is: 'number'
  readonly default: number
  readonly min: number
  readonly max: number
  readonly help: string
}
interface ChoiceSwitch<T extends string = string> {
  readonly is: 'choice'
  readonly of: readonly T[]
  readonly default: T
  readonly help: string
}
interface FlagSwitch {
  readonly is: 'flag'
  readonly help: string
}
interface TextSwitch {
  readonly is: 'text'
  readonly help: string
}
export type Switch = NumberSwitch | ChoiceSwitch | FlagSwitch | TextSwitch
export type Switches = Readonly<Record<string, Switch>>

export type Values<S extends Switches> = {
  readonly [K in keyof S]: S[K] extends NumberSwitch
    ? number
    : S[K] extends ChoiceSwitch<infer T>
      ? T
      : S[K] extends FlagSwitch
        ? boolean
        : string | undefined
}

/** What was typed does not fit: one sentence for who typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Whole numbers only: players, rooms and seconds come whole. */
export const number = (fallback: number, min: number, max: number, help: string): NumberSwitch => ({
  is: 'number',
  default: fallback,
  min,
  max,
  help,
})
export const choice = <const T extends string>(of: readonly [T, ...T[]], help: string): ChoiceSwitch<T> => ({
  is: 'choice',
  of,
  default: of[0],
  help,
})
export const flag = (help: string): FlagSwitch => ({ is: 'flag', help })
export const text = (help: string): TextSwitch => ({ is: 'text', help })

/** Switches of every kind. */
export const COMMON = {
  seconds: number(20, 1, 600, 'length of the measured window'),
  warm: number(5, 0, 120, 'seconds of the same load before the window opens'),
  url: text('measure a server that runs already, instead of starting one'),
  pid: number(0, 0, 2 ** 22, 'with --url on this machine: its process, for CPU and memory'),
  peers: flag('run the peers beside us, one after the other, with the same load'),
  json: text('file to write the result to'),
  help: flag('show this'),
} as const satisfies Switches

/** @throws UsageError */
export const readSwitches = <S extends Switches>(table: S, args: readonly string[]): Values<S> => {
  const values = parse(table, args)
  const read = Object.entries(table).map(([name, one]) => [name, readSwitch(name, one, values[name])])
  // Each value is of its switch's type by readSwitch; the compiler cannot follow a loop over names.
  return Object.fromEntries(read) as Values<S>
}

const parse = (table: Switches, args: readonly string[]): Record<string, unknown> => {
  const options = Object.fromEntries(
    Object.entries(table).map(([name, { is }]) => [name, { type: is === 'flag' ? 'boolean' : 'string' } as const]),
  )
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false }).values
  } catch (thrown) {
    throw new UsageError(thrown instanceof Error ? thrown.message : String(thrown), { cause: thrown })
  }
}

const readSwitch = (name: string, one: Switch, given: unknown): string | number | boolean | undefined => {
  if (one.is === 'flag') return given === true
  if (one.is === 'text') return typeof given === 'string' ? given : undefined
  if (typeof given !== 'string') return one.default
  if (one.is === 'choice') {
    if (one.of.includes(given)) return given
    throw new UsageError(`--${name} is "${given}", and should be one of ${one.of.join(', ')}`)
  }
  const value = /^\d{1,9}$/.test(given) ? Number(given) : NaN
  if (value >= one.min && value <= one.max) return value
  throw new UsageError(`--${name} is "${given}", and should be a whole number from ${one.min} to ${one.max}`)
}

/** One line a switch. */
export const describeSwitches = (table: Switches): string[] =>
  Object.entries(table).map(([name, one]) => {
    const takes =
      one.is === 'number' ? ' N' : one.is === 'text' ? ' TEXT' : one.is === 'choice' ? ` ${one.of.join('|')}` : ''
    const fallback = one.is === 'number' && one.default !== 0 ? ` (${one.default})` : ''
    return `  --${name}${takes}`.padEnd(28) + one.help + fallback
  })
