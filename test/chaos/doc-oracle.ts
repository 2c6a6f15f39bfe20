/** What must be true of every document whatever happened: told by the database alone, against what people were told. */
import { inflateRawSync } from 'node:zlib'
import * as Y from 'yjs'
import type { Base } from './bases.ts'
import { WORD } from './doc-typists.ts'
import type { Records, Typists } from './doc-typists.ts'

const ROWS = 'select room, n, data from doc_update order by room, n'
const SNAPSHOTS = 'select room, n, part, parts, data from doc_snapshot order by room, n, part'

interface Row {
  readonly room: string
  readonly n: number
  readonly data: Uint8Array
}
interface PartRow extends Row {
  readonly part: number
  readonly parts: number
}

/** A document by its rows: whole, and as a host opens it, where there is a snapshot. */
export interface StoredDoc {
  readonly whole: Y.Doc
  readonly opened: Y.Doc
  readonly numbers: readonly number[]
  readonly snapshotN: number
}

export const storedDocs = async (base: Base): Promise<ReadonlyMap<string, StoredDoc>> => {
  // Integers of 64 bits come as text from one of the databases.
  const rows = (await base.ask<Row>(ROWS)).map((row) => ({ ...row, n: Number(row.n) }))
  const parts = (await base.ask<PartRow>(SNAPSHOTS)).map((row) => ({
    ...row,
    n: Number(row.n),
    parts: Number(row.parts),
  }))
  const docs = new Map<string, StoredDoc>()
  for (const room of new Set(rows.map((row) => row.room))) {
    const mine = rows.filter((row) => row.room === room)
    const whole = built(mine.map(({ data }) => data))
    const complete = parts.filter(
      (part) =>
        part.room === room && parts.filter(({ n, room: of }) => of === room && n === part.n).length === part.parts,
    )
    const snapshotN = Math.max(0, ...complete.map(({ n }) => n))
    const packed = complete.filter(({ n }) => n === snapshotN).map(({ data }) => data)
    const snapshot = packed.length === 0 ? [] : [new Uint8Array(inflateRawSync(Buffer.concat(packed)))]
    const tail = mine.filter(({ n }) => n > snapshotN).map(({ data }) => data)
    docs.set(room, { whole, opened: built([...snapshot, ...tail]), numbers: mine.map(({ n }) => n), snapshotN })
  }
  return docs
}

/** Faults in words; empty: nothing acknowledged was lost or came back, and nobody was shown what is not there. */
export const docFaultsOf = (docs: ReadonlyMap<string, StoredDoc>, typists: Typists): string[] => {
  const faults = [...typists.faults]
  for (const [room, records] of typists.records) {
    const stored = docs.get(room)
    if (stored === undefined) {
      if (records.ackedWritten.size > 0) faults.push(`${room}: nothing is there`)
      continue
    }
    const { whole, opened, numbers } = stored
    numbers.forEach((n, i) => {
      if (n !== i + 1) faults.push(`${room}: row ${i + 1} in order has the number ${n}`)
    })
    if (whole.store.pendingStructs !== null || whole.store.pendingDs !== null) faults.push(`${room}: rows are missing`)
    const text = textOf(whole)
    if (textOf(opened) !== text) faults.push(`${room}: the snapshot and its tail make another text than all rows`)
    faults.push(...wordFaults(text, records).map((fault) => `${room}: ${fault}`))
    const shown = Y.encodeStateAsUpdate(typists.readers.get(room)!)
    const clocks = String(Y.encodeStateVector(whole))
    Y.applyUpdate(whole, shown)
    if (textOf(whole) !== text || String(Y.encodeStateVector(whole)) !== clocks)
      faults.push(`${room}: a reader was shown what is not in the log`)
  }
  return faults.slice(0, 20)
}

/** Of one text against what its writers know. */
export const wordFaults = (text: string, records: Records): string[] => {
  const { written, deleted, ackedWritten, ackedDeleted } = records
  const words = text.match(WORD) ?? []
  const there = new Set(words)
  const faults: string[] = []
  if (words.join('') !== text) faults.push('a word is in pieces')
  if (there.size !== words.length) faults.push('a word is there twice')
  for (const word of there) if (!written.has(word)) faults.push(`nobody wrote ${word}`)
  for (const word of ackedWritten)
    if (!there.has(word) && !deleted.has(word)) faults.push(`${word} was acknowledged, and is not there`)
  for (const word of ackedDeleted) if (there.has(word)) faults.push(`${word} was acknowledged as deleted, and is there`)
  return faults
}

const textOf = (ydoc: Y.Doc): string => ydoc.getText('code').toJSON()

const built = (updates: readonly Uint8Array[]): Y.Doc => {
  const ydoc = new Y.Doc()
  ydoc.transact(() => {
    for (const update of updates) Y.applyUpdate(ydoc, new Uint8Array(update))
  })
  return ydoc
}
