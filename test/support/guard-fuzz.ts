/** Throws bent and forged updates at a guarded document, and tells what came of them. */
import * as Y from 'yjs'
import { seededRandom } from '../../shared/random.ts'
import { Authors } from './doc-authors.ts'
import { bend, Forger } from './doc-forger.ts'
import { GuardedDoc } from './guarded-doc.ts'

/** Updates for one document; then another one begins. */
const PER_DOC = 500
const STEPS = 40

export interface FuzzReport {
  updates: number
  accepted: number
  nothing: number
  gap: number
  readonly refused: Record<string, number>
  /** The longest that the guard, and Yjs behind it, took for one. */
  guardMaxMs: number
  applyMaxMs: number
  /** Hears how long both took for one. */
  readonly took?: (ms: number) => void
}

/** What got through and should not have: `seed` makes the document again. */
export class Slipped extends Error {
  constructor(seed: string, update: Uint8Array, cause: unknown) {
    super(`${seed}: ${Buffer.from(update).toString('hex')}: ${String(cause)}`, { cause })
  }
}

export const newReport = (took?: FuzzReport['took']): FuzzReport => ({
  ...(took !== undefined && { took }),
  updates: 0,
  accepted: 0,
  nothing: 0,
  gap: 0,
  refused: {},
  guardMaxMs: 0,
  applyMaxMs: 0,
})

export const fuzzGuard = (seed: string, updates: number): FuzzReport => {
  const report = newReport()
  for (const _ of fuzzing(seed, updates, report));
  return report
}

/** The same step by step: after each update, and with its document after the last one of each. */
export function* fuzzing(seed: string, updates: number, report: FuzzReport): Generator<GuardedDoc | undefined> {
  for (let i = 0; report.updates < updates; i++)
    yield* fuzzOne(`${seed} ${i}`, Math.min(PER_DOC, updates - report.updates), report)
}

function* fuzzOne(seed: string, updates: number, report: FuzzReport): Generator<GuardedDoc | undefined> {
  const random = seededRandom(seed)
  const room = new GuardedDoc()
  const authors = new Authors(random, 1 + Math.floor(random() * 4))
  const corpus: Uint8Array[] = []
  for (let i = 0; i < STEPS; i++) {
    for (const made of authors.step()) {
      if (room.take(made).verdict !== 'accept') continue
      authors.publish(made.update)
      corpus.push(made.update)
    }
  }
  corpus.push(Y.encodeStateAsUpdate(room.doc))
  const pick = (): Uint8Array => corpus[Math.floor(random() * corpus.length)] as Uint8Array
  for (let i = 0; i < updates; i++) {
    const author = `u${Math.floor(random() * 4)}`
    const mine = [...room.owners].filter(([, owner]) => owner === author).map(([client]) => client)
    const update =
      random() < 0.5 || room.owners.size === 0
        ? bend(random, pick(), pick())
        : new Forger(random, room.doc, mine).update()
    throwAt(room, author, update, seed, report)
    yield undefined
  }
  compare(room, seed)
  yield room
}

const throwAt = (room: GuardedDoc, author: string, update: Uint8Array, seed: string, report: FuzzReport): void => {
  report.updates++
  try {
    const startMs = performance.now()
    const verdict = room.inspect({ author, update })
    const judgedMs = performance.now()
    report.guardMaxMs = Math.max(report.guardMaxMs, judgedMs - startMs)
    if (verdict.verdict === 'refuse') report.refused[verdict.reason] = (report.refused[verdict.reason] ?? 0) + 1
    else if (verdict.verdict === 'gap') report.gap++
    else if (verdict.verdict === 'nothing') report.nothing++
    else {
      report.accepted++
      room.apply(verdict, author)
      report.applyMaxMs = Math.max(report.applyMaxMs, performance.now() - judgedMs)
    }
    report.took?.(performance.now() - startMs)
  } catch (cause) {
    throw new Slipped(seed, update, cause)
  }
}

/** The log makes the document again, and so does the document's own state. */
const compare = (room: GuardedDoc, seed: string): void => {
  const replayed = new Y.Doc()
  for (const row of room.rows) Y.applyUpdate(replayed, row)
  const copied = new Y.Doc()
  Y.applyUpdate(copied, Y.encodeStateAsUpdate(room.doc))
  if (!Y.equalSnapshots(Y.snapshot(room.doc), Y.snapshot(replayed)))
    throw new Error(`${seed}: the log makes another document`)
  const more = differences(room.doc, copied)
  if (more.length > 0) throw new Error(`${seed}: the state makes another document: ${more.join(' ')}`)
}

/** Structs that one has and the other deleted, or has not. Superfluous formats do not count: Yjs tidies them up when it reads them. */
const differences = (doc: Y.Doc, other: Y.Doc): readonly string[] => {
  const found: string[] = []
  if (other.store.pendingStructs !== null || other.store.pendingDs !== null) found.push('pending')
  for (const [client, structs] of doc.store.clients) {
    for (const struct of structs) {
      const { clock } = struct.id
      for (let at = clock; at < clock + struct.length;) {
        const twin = Y.getItem(other.store, Y.createID(client, at)) as Y.Item | Y.GC
        const tidied = struct instanceof Y.Item && struct.content instanceof Y.ContentFormat && twin.deleted
        if (twin.deleted !== struct.deleted && !tidied) found.push(`${client}:${at}`)
        at = twin.id.clock + twin.length
      }
    }
  }
  return found
}
