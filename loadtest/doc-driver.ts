/** One client process of the document load: whole documents of editors, on our server or a peer's. */
import { setTimeout as after } from 'node:timers/promises'
import * as Y from 'yjs'
import { Beat } from './beat.ts'
import type { Editor, EditorEars, EditorOptions, EditorWire } from './doc-editor.ts'
import { nativeWire } from './doc-native.ts'
import { ROOT, Typing } from './doc-typing.ts'
import { DocWatch } from './doc-watch.ts'
import { hocuspocusPeerWire, hocuspocusWire, yWebsocketPeerWire, yjsWire } from './doc-yjs.ts'
import type { Driver } from './driver.ts'
import type { Histogram } from './histogram.ts'
import { sourceOf } from './idle-driver.ts'
import { LatencyCounts } from './latency-counts.ts'
import { pooled } from './pool.ts'
import type { Counts, Share } from './swarm-messages.ts'

export interface DocPlan {
  readonly url: string
  /** Of this run: so that it never meets the documents of another. */
  readonly run: string
  readonly as: DocWireName
  readonly documents: number
  /** In each document. */
  readonly editors: number
  /** Updates a second of each editor. */
  readonly rate: number
  /** Letters in one update. */
  readonly letters: number
}

const CONNECT_AT_ONCE = 32
/** Yjs' own are random in 32 bits: as long on the wire as these. */
const FIRST_CLIENT = 0x4000_0000
/** Who has not heard everything by then has lost it. */
const SETTLE_MS = 8_000
/** Documents that are read anew in the end. */
const READ_MOST = 20

export const WIRES = {
  native: nativeWire,
  yjs: yjsWire,
  hocuspocus: hocuspocusWire,
  'peer y-websocket': yWebsocketPeerWire,
  'peer hocuspocus': hocuspocusPeerWire,
} satisfies Record<string, EditorWire>
export type DocWireName = keyof typeof WIRES

/** One document. */
interface Sheet {
  readonly room: string
  readonly watch: DocWatch
  readonly editors: Editor[]
  /** What the first editor was sent: it holds the document, as an editor would. */
  readonly witnessed: Uint8Array[]
}

class DocDriver implements Driver {
  readonly #plan: DocPlan
  readonly #share: Share
  readonly #edit = new LatencyCounts()
  readonly #ack = new LatencyCounts()
  #sheets: Sheet[] = []
  #beat: Beat | undefined
  #sent = 0
  #acks = 0
  #refused = 0
  #refusal = ''
  #ended = false
  readonly #lost: string[] = []
  #marks = { deliveries: 0, messages: 0, sent: 0, acks: 0, leftOut: 0 }
  #counted: Counts = {}
  #told = { deliveries: 0, messages: 0 }
  #histograms: Readonly<Record<string, Histogram>> = {}
  #faults: string[] = []

  constructor(plan: DocPlan, share: Share) {
    this.#plan = plan
    this.#share = share
  }

  async join(): Promise<number> {
    const { run, documents, editors, rate, letters } = this.#plan
    const { index, count } = this.#share
    const mine = Array.from({ length: documents }, (_, i) => i).filter((i) => i % count === index)
    this.#sheets = mine.map((number) => {
      const typings = Array.from(
        { length: editors },
        (_, i) => new Typing(FIRST_CLIENT + number * editors + i, letters),
      )
      return { room: `load-${run}-${number}`, watch: new DocWatch(typings, this.#edit), editors: [], witnessed: [] }
    })
    // The first makes the document, and then the others come.
    await pooled(mine.length, CONNECT_AT_ONCE, (i) => this.#enter(this.#sheets[i]!, 0, mine[i]!))
    await pooled(mine.length * (editors - 1), CONNECT_AT_ONCE, (k) => {
      const i = k % mine.length
      return this.#enter(this.#sheets[i]!, 1 + Math.floor(k / mine.length), mine[i]!)
    })
    if (rate > 0) {
      this.#beat = new Beat(rate, mine.length * editors, (i) => this.#type(i))
      this.#beat.start()
    }
    return mine.length * editors
  }

  async #enter(sheet: Sheet, editor: number, number: number): Promise<void> {
    const place = number * this.#plan.editors + editor
    const heard: EditorEars['heard'] =
      editor === 0
        ? (update, nowMs) => {
            sheet.witnessed.push(update.slice())
            sheet.watch.heard(0, update, nowMs)
          }
        : (update, nowMs) => sheet.watch.heard(editor, update, nowMs)
    sheet.editors[editor] = await WIRES[this.#plan.as].enter(this.#options(sheet, editor, place, heard))
  }

  #options(sheet: Sheet, editor: number, place: number, heard: EditorEars['heard']): EditorOptions {
    const url = new URL('/', this.#plan.url)
    const ears: EditorEars = {
      heard,
      acked: (ms) => {
        this.#acks++
        this.#ack.record(ms)
      },
      refused: (reason) => {
        this.#refused++
        this.#refusal = reason
      },
      lost: (reason) => {
        if (!this.#ended) this.#lost.push(reason)
      },
    }
    return { url, localAddress: sourceOf(url, place), room: sheet.room, editor, ears }
  }

  #type(i: number): void {
    const { length } = this.#sheets
    const { watch, editors } = this.#sheets[i % length]!
    const author = Math.floor(i / length)
    this.#sent++
    editors[author]!.send(watch.type(author))
  }

  open(): void {
    for (const { watch } of this.#sheets) watch.lost = watch.duplicated = watch.strange = 0
    this.#edit.clear()
    this.#ack.clear()
    this.#refused = 0
    this.#marks = { ...this.#now(), leftOut: this.#beat?.leftOut ?? 0 }
  }

  #now() {
    const sum = (of: (watch: DocWatch) => number) => this.#sheets.reduce((total, { watch }) => total + of(watch), 0)
    const [deliveries, messages] = [sum((watch) => watch.deliveries), sum((watch) => watch.messages)]
    return { deliveries, messages, sent: this.#sent, acks: this.#acks }
  }

  async close(): Promise<void> {
    const now = this.#now()
    this.#histograms = { edit: this.#edit.histogram(), ack: this.#ack.histogram() }
    const leftOut = (this.#beat?.leftOut ?? 0) - this.#marks.leftOut
    if (leftOut > 0) this.#faults.push(`a client process fell behind and left out ${leftOut} updates`)
    this.#beat?.stop()
    const converged = (await this.#settled()) && (await this.#alike())
    const sum = (of: (watch: DocWatch) => number) => this.#sheets.reduce((total, { watch }) => total + of(watch), 0)
    this.#counted = {
      deliveries: now.deliveries - this.#marks.deliveries,
      messages: now.messages - this.#marks.messages,
      sent: now.sent - this.#marks.sent,
      acks: now.acks - this.#marks.acks,
      refused: this.#refused,
      lost: sum((watch) => watch.lost),
      duplicated: sum((watch) => watch.duplicated),
      strange: sum((watch) => watch.strange),
      diverged: converged ? 0 : 1,
    }
    if (this.#lost.length > 0) this.#faults.push(`${this.#lost.length} editors were lost: ${this.#lost[0]}`)
    if (this.#refused > 0) this.#faults.push(`${this.#refused} updates were refused: ${this.#refusal}`)
    this.#ended = true
    for (const { editors } of this.#sheets) for (const editor of editors) editor.close()
  }

  /** Every editor has every letter of every other. */
  async #settled(): Promise<boolean> {
    const endMs = performance.now() + SETTLE_MS
    while (performance.now() < endMs) {
      if (this.#sheets.every(({ watch }) => watch.complete)) return true
      await after(20)
    }
    return false
  }

  /** Who comes now is given what who was there from the beginning has. */
  async #alike(): Promise<boolean> {
    const { editors } = this.#plan
    for (const sheet of this.#sheets.slice(0, READ_MOST)) {
      const updates = await WIRES[this.#plan.as].read(this.#options(sheet, editors, editors, () => {}))
      const [fresh, witness] = [docOf(updates), docOf(sheet.witnessed)]
      if (fresh.getText(ROOT).toJSON() !== witness.getText(ROOT).toJSON()) return false
    }
    return true
  }

  progress(): Counts {
    const { deliveries, messages } = this.#now()
    const told = this.#told
    this.#told = { deliveries, messages }
    return { 'deliveries/s': deliveries - told.deliveries, 'messages/s': messages - told.messages }
  }

  histograms(): Readonly<Record<string, Histogram>> {
    return this.#histograms
  }

  counts(): Counts {
    return this.#counted
  }

  faults(): string[] {
    return this.#faults
  }
}

const docOf = (updates: readonly Uint8Array[]): Y.Doc => {
  const doc = new Y.Doc()
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update)
  })
  return doc
}

/** `plan` is what doc.ts passed on. */
export const createDriver = (plan: unknown, share: Share): Driver => new DocDriver(plan as DocPlan, share)
