/** The client process of a replay: one who writes a recorded text again, one who reads along, and one who comes in the end. */
import { setTimeout as after } from 'node:timers/promises'
import * as Y from 'yjs'
import { Beat } from './beat.ts'
import type { EditorEars, EditorOptions } from './doc-editor.ts'
import { joinFresh } from './doc-joiner.ts'
import { NativeEditor, nativeWire } from './doc-native.ts'
import { TraceWriter, readTrace } from './doc-trace.ts'
import type { Trace } from './doc-trace.ts'
import { ROOT } from './doc-typing.ts'
import type { Driver } from './driver.ts'
import { LatencyCounts } from './latency-counts.ts'
import { guestToken } from './lean-client.ts'
import type { Counts } from './swarm-messages.ts'

export interface TracePlan {
  readonly url: string
  readonly room: string
  readonly file: string
  /** Within which it is written again. */
  readonly seconds: number
}

/** Below the sixty that one person may send. */
const UPDATES_PER_SECOND = 50
/** Of the window: its end is not the last moment. */
const SHARE = 0.95
const SETTLE_MS = 8_000

class TraceDriver implements Driver {
  readonly #plan: TracePlan
  readonly #trace: Trace
  readonly #writer: TraceWriter
  readonly #read = new Y.Doc()
  readonly #latency = { edit: new LatencyCounts(), ack: new LatencyCounts(), join: new LatencyCounts() }
  /** Sent, and not seen by the reader: when, and the writer's clock behind it. */
  readonly #underWay: { readonly sentMs: number; readonly clock: number }[] = []
  readonly #faults: string[] = []
  #editors: NativeEditor[] = []
  #beat: Beat | undefined
  #sent = 0
  #acks = 0
  #joinBytes = 0
  #told = 0
  #counted: Counts = {}

  constructor(plan: TracePlan) {
    this.#plan = plan
    this.#trace = readTrace(plan.file)
    this.#writer = new TraceWriter(this.#trace.patches)
  }

  async join(): Promise<number> {
    const none = () => {}
    this.#editors = [
      await NativeEditor.enter(this.#options(0, none)),
      await NativeEditor.enter(this.#options(1, (update, nowMs) => this.#heard(update, nowMs))),
    ]
    return this.#editors.length
  }

  open(): void {
    const perUpdate = Math.ceil(this.#trace.patches.length / (UPDATES_PER_SECOND * this.#plan.seconds * SHARE))
    this.#beat = new Beat(UPDATES_PER_SECOND, 1, () => this.#write(perUpdate))
    this.#beat.start()
  }

  async close(): Promise<void> {
    this.#beat?.stop()
    const sent = this.#sent
    const endMs = performance.now() + SETTLE_MS
    while ((this.#underWay.length > 0 || this.#acks < sent) && performance.now() < endMs) await after(20)
    if (!this.#writer.over)
      this.#faults.push(`${this.#writer.edits} of ${this.#trace.patches.length} edits were written`)
    const alike = await this.#alike()
    this.#counted = {
      edits: this.#writer.edits,
      sent,
      acks: this.#acks,
      deliveries: this.#latency.edit.total,
      lost: this.#underWay.length,
      joined: this.#latency.join.total,
      joinBytes: this.#joinBytes,
      diverged: alike ? 0 : 1,
    }
    for (const editor of this.#editors) editor.close()
  }

  progress(): Counts {
    const { edits } = this.#writer
    const more = edits - this.#told
    this.#told = edits
    return { 'edits/s': more }
  }

  histograms() {
    const { edit, ack, join } = this.#latency
    return { edit: edit.histogram(), ack: ack.histogram(), join: join.histogram() }
  }

  counts(): Counts {
    return this.#counted
  }

  faults(): string[] {
    return this.#faults
  }

  #write(edits: number): void {
    if (this.#writer.over) return
    const update = this.#writer.next(edits)
    if (update === undefined) return
    this.#sent++
    this.#underWay.push({ sentMs: performance.now(), clock: this.#writer.clock })
    this.#editors[0]!.send(update)
  }

  #heard(update: Uint8Array, nowMs: number): void {
    Y.applyUpdate(this.#read, update)
    const clock = Y.getState(this.#read.store, this.#writer.client)
    while (this.#underWay.length > 0 && this.#underWay[0]!.clock <= clock)
      this.#latency.edit.record(nowMs - this.#underWay.shift()!.sentMs)
  }

  /** Writer, reader and whoever comes now have the text, which is the recording's own where all of it was written. */
  async #alike(): Promise<boolean> {
    const options = this.#options(2, () => {})
    const token = await guestToken(options.url, 'late')
    const startMs = performance.now()
    const { editor, bytes } = await joinFresh(options, token)
    this.#latency.join.record(performance.now() - startMs)
    this.#joinBytes = bytes
    editor.close()
    const late = new Y.Doc()
    for (const update of await nativeWire.read(options)) Y.applyUpdate(late, update)
    const { content, over } = this.#writer
    const texts = [this.#read, late].map((doc) => doc.getText(ROOT).toJSON())
    return texts.every((text) => text === content) && (!over || content === this.#trace.endContent)
  }

  #options(editor: number, heard: EditorEars['heard']): EditorOptions {
    const ears: EditorEars = {
      heard,
      acked: (ms) => {
        this.#acks++
        this.#latency.ack.record(ms)
      },
      refused: (reason) => this.#faults.push(`an update was refused: ${reason}`),
      lost: (reason) => this.#faults.push(`an editor was lost: ${reason}`),
    }
    return { url: new URL('/', this.#plan.url), localAddress: undefined, room: this.#plan.room, editor, ears }
  }
}

/** `plan` is what doc.ts passed on. */
export const createDriver = (plan: unknown): Driver => new TraceDriver(plan as TracePlan)
