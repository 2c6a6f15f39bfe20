/** `npm run load -- <kind> [switches]`: exit status 0 for a valid run, 2 for a wrong command line, 3 for a run that proves nothing. */
import { COMMON, UsageError, describeSwitches, readSwitches } from './arguments.ts'
import { splitCores } from './cores.ts'
import { Family } from './family.ts'
import { KINDS } from './kinds.ts'
import { toDocument, toTable, writeDocument } from './report.ts'
import { InvalidRun } from './run.ts'
import type { AnyLoadKind } from './run.ts'
import { tuttiVersion } from './tutti-server.ts'

const EXIT = { VALID: 0, USAGE: 2, INVALID: 3, STOPPED: 130 } as const
/** Joining, building, installing peers and ending, beyond the windows themselves. */
const AROUND_MS = 10 * 60_000
/** Ours, and as many peers as any kind has. */
const MOST_WINDOWS = 4

/** Its own first; of a common one a kind may have another default. */
const switchesOf = (kind: AnyLoadKind) => ({ ...kind.switches, ...COMMON, ...kind.switches })

const help = (kind: AnyLoadKind | undefined): string =>
  kind === undefined
    ? `npm run load -- <kind> [switches]\n\n${KINDS.map(({ name, about }) => `  ${name.padEnd(8)} ${about}`).join('\n')}\n\nSwitches of a kind: npm run load -- <kind> --help`
    : `npm run load -- ${kind.name} [switches]\n\n${describeSwitches(switchesOf(kind)).join('\n')}`

const load = async (kind: AnyLoadKind, args: readonly string[]): Promise<number> => {
  const common = readSwitches(switchesOf(kind), args)
  if (common.help) {
    console.log(help(kind))
    return EXIT.VALID
  }
  const family = new Family()
  const stop = new AbortController()
  const stopNow = () => stop.abort()
  process.on('exit', () => family.killAll())
  process.on('SIGINT', stopNow)
  process.on('SIGTERM', stopNow)
  // Whatever hangs, the run ends.
  const limit = setTimeout(stopNow, AROUND_MS + (common.seconds + common.warm) * 1000 * MOST_WINDOWS)
  try {
    const cores = splitCores()
    const say = (line: string) => console.log(line)
    const outcome = await kind.start({ common, cores, family, signal: stop.signal, say }, args)
    console.log(`\n${toTable(outcome)}`)
    if (common.json !== undefined) writeDocument(common.json, toDocument(kind.name, tuttiVersion(), outcome))
    for (const fault of outcome.faults) console.error(`not valid: ${fault}`)
    return outcome.faults.length === 0 ? EXIT.VALID : EXIT.INVALID
  } catch (thrown) {
    if (stop.signal.aborted) {
      console.error('stopped')
      return EXIT.STOPPED
    }
    if (!(thrown instanceof InvalidRun)) throw thrown
    console.error(`not valid: ${thrown.message}`)
    return EXIT.INVALID
  } finally {
    clearTimeout(limit)
    await family.endAll()
  }
}

const main = async ([name, ...args]: readonly string[]): Promise<number> => {
  const kind = KINDS.find((one) => one.name === name)
  if (kind === undefined) {
    const asked = name === undefined || name === '--help'
    if (asked) console.log(help(undefined))
    else console.error(`There is no load of the kind "${name}".\n\n${help(undefined)}`)
    return asked ? EXIT.VALID : EXIT.USAGE
  }
  try {
    return await load(kind, args)
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown
    console.error(`${thrown.message}\n\n${help(kind)}`)
    return EXIT.USAGE
  }
}

process.exitCode = await main(process.argv.slice(2))
