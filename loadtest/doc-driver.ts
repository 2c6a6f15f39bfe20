/** One client process of the document load: whole documents of editors, on our server or a peer's. */
import { setTimeout as after } from 'node:timers/promises'
import { Beat } from './beat.ts'
import type { EditorEars, EditorOptions } from './doc-editor.ts'
import { Sheet } from './doc-sheet.ts'
import { Storm } from './doc-storm.ts'
import type { DocWatch } from './doc-watch.ts'
import { WIRES } from './doc-wires.ts'
import type { DocWireName } from './doc-wires.ts'
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
  /** Of what stands in each document before anybody types. */
  readonly bytes: number
  /** Who open the first document when the window opens, and within how many seconds. */
  readonly joiners: number
  readonly within: number
}

const CONNECT_AT_ONCE = 32
/** Who has not heard everything by then has lost it. */
const SETTLE_MS = 8_000
/** Documents that are read anew in the end. */
const READ_MOST = 20

class DocDriver implements Driver {
  readonly #plan: DocPlan
  readonly #share: Share
  readonly #edit = new LatencyCounts()
  readonly #ack = new LatencyCounts()
  #sheets: Sheet[] = []
  #beat: Beat | undefined
  #storm: Storm | undefined
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
    const { as, documents, editors, rate, letters, bytes, joiners } = this.#plan
    const { index, count } = this.#share
    const mine = Array.from({ length: documents }, (_, i) => i).filter((i) => i % count === index)
    this.#sheets = mine.map(
      (number) =>
        new Sheet({
          wire: WIRES[as],
          number,
          editors,
          letters,
          latency: this.#edit,
          options: (editor, heard) => this.#options(number, editor, heard),
        }),
    )
    // The first makes the document, and then the others come.
    await pooled(mine.length, CONNECT_AT_ONCE, (i) => this.#sheets[i]!.enter(0))
    await pooled(mine.length * (editors - 1), CONNECT_AT_ONCE, (k) =>
      this.#sheets[k % mine.length]!.enter(1 + Math.floor(k / mine.length)),
    )
    if (bytes > 0) await pooled(mine.length, CONNECT_AT_ONCE, (i) => this.#sheets[i]!.fill(bytes))
    if (this.#refused > 0) throw new Error(`${this.#refused} parts of the text were refused: ${this.#refusal}`)
    if (joiners > 0 && index === 0) {
      const url = new URL('/', this.#plan.url)
      this.#storm = await Storm.gather(url, joiners, (i) => this.#options(0, editors + 1 + i, () => {}))
    }
    if (rate > 0) {
      this.#beat = new Beat(rate, mine.length * editors, (i) => this.#type(i))
      this.#beat.start()
    }
    return mine.length * editors
  }

  #options(document: number, editor: number, heard: EditorEars['heard']): EditorOptions {
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
    const localAddress = sourceOf(url, document * this.#plan.editors + editor)
    return { url, localAddress, room: `load-${this.#plan.run}-${document}`, editor, ears }
  }

  #type(i: number): void {
    this.#sent++
    this.#sheets[i % this.#sheets.length]!.type(Math.floor(i / this.#sheets.length))
  }

  open(): void {
    for (const { watch } of this.#sheets) watch.lost = watch.duplicated = watch.strange = 0
    this.#edit.clear()
    this.#ack.clear()
    this.#refused = 0
    this.#marks = { ...this.#now(), leftOut: this.#beat?.leftOut ?? 0 }
    this.#storm?.begin(this.#plan.within)
  }

  #now() {
    const sum = (of: (watch: DocWatch) => number) => this.#sheets.reduce((total, { watch }) => total + of(watch), 0)
    const [deliveries, messages] = [sum((watch) => watch.deliveries), sum((watch) => watch.messages)]
    return { deliveries, messages, sent: this.#sent, acks: this.#acks }
  }

  async close(): Promise<void> {
    const now = this.#now()
    const storm = this.#storm
    const typed = { edit: this.#edit.histogram(), ack: this.#ack.histogram() }
    const leftOut = (this.#beat?.leftOut ?? 0) - this.#marks.leftOut
    if (leftOut > 0) this.#faults.push(`a client process fell behind and left out ${leftOut} updates`)
    if (storm !== undefined && storm.joined < this.#plan.joiners) {
      this.#faults.push(`${storm.joined} of ${this.#plan.joiners} joiners were in when the window closed`)
    }
    this.#beat?.stop()
    await storm?.over()
    if (storm !== undefined && storm.failures.length > 0) {
      this.#faults.push(`${storm.failures.length} joins failed: ${storm.failures[0]}`)
    }
    this.#histograms = storm === undefined ? typed : { ...typed, join: storm.latency.histogram() }
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
      joined: storm?.joined ?? 0,
      joinBytes: storm?.bytes ?? 0,
    }
    if (this.#lost.length > 0) this.#faults.push(`${this.#lost.length} editors were lost: ${this.#lost[0]}`)
    if (this.#refused > 0) this.#faults.push(`${this.#refused} updates were refused: ${this.#refusal}`)
    this.#ended = true
    for (const sheet of this.#sheets) sheet.close()
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

  async #alike(): Promise<boolean> {
    for (const sheet of this.#sheets.slice(0, READ_MOST)) if (!(await sheet.alike())) return false
    return true
  }

  progress(): Counts {
    const { deliveries, messages } = this.#now()
    const told = this.#told
    this.#told = { deliveries, messages }
    const rates = { 'deliveries/s': deliveries - told.deliveries, 'messages/s': messages - told.messages }
    return this.#storm === undefined ? rates : { ...rates, joined: this.#storm.joined }
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

/** `plan` is what doc.ts passed on. */
export const createDriver = (plan: unknown, share: Share): Driver => new DocDriver(plan as DocPlan, share)
