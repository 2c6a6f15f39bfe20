/** Who is where: my own state goes out, at most 20 times a second, and those of others come in. */
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { DOC } from '../../../shared/doc/rules.ts'
import type { ClientClock } from '../clock.ts'

const EVERY_MS = 50

interface Changes {
  readonly added: readonly number[]
  readonly updated: readonly number[]
  readonly removed: readonly number[]
}

export class Presence {
  readonly awareness: Awareness
  readonly #clock: ClientClock
  readonly #send: (update: Uint8Array) => void
  #live = false
  #sentMs = -Infinity
  #cancelSend: (() => void) | undefined
  #cancelGrace: (() => void) | undefined

  constructor(clock: ClientClock, doc: Y.Doc, send: (update: Uint8Array) => void) {
    this.awareness = new Awareness(doc)
    this.#clock = clock
    this.#send = send
    this.awareness.on('update', this.#changed)
  }

  /** `all`: everybody who is here; whoever is not in it left while we were away. */
  seated(all: Uint8Array): void {
    this.#live = true
    this.#cancelGrace?.()
    this.#sentMs = -Infinity
    const named = clientsIn(all)
    this.#forget(this.#others().filter((id) => !named.has(id)))
    this.heard(all)
    // Under a newer clock: whoever was told meanwhile that I left would not believe the old one.
    this.awareness.setLocalState(this.awareness.getLocalState())
  }

  heard(update: Uint8Array): void {
    if (update.length > 0) applyAwarenessUpdate(this.awareness, update, this)
  }

  /** Whoever comes back soon finds the others where they were. */
  lost(): void {
    this.#live = false
    this.#cancelSend?.()
    this.#cancelSend = undefined
    this.#cancelGrace?.()
    this.#cancelGrace = this.#clock.after(DOC.awareGraceMs, () => this.#forget(this.#others()))
  }

  close(): void {
    const { awareness } = this
    const gone = this.#live && awareness.getLocalState() !== null
    awareness.off('update', this.#changed)
    this.#cancelSend?.()
    this.#cancelGrace?.()
    removeAwarenessStates(awareness, [awareness.clientID, ...this.#others()], this)
    if (gone) this.#send(encodeAwarenessUpdate(awareness, [awareness.clientID]))
    awareness.destroy()
  }

  #others(): number[] {
    return [...this.awareness.states.keys()].filter((id) => id !== this.awareness.clientID)
  }

  #forget(ids: number[]): void {
    if (ids.length === 0) return
    removeAwarenessStates(this.awareness, ids, this)
    // Without its clock: the same state may come again, and is news then.
    for (const id of ids) this.awareness.meta.delete(id)
  }

  readonly #changed = ({ added, updated, removed }: Changes): void => {
    const { clientID } = this.awareness
    // Also where somebody else spoke for me: y-protocols has taken it back, under a newer clock.
    if ([added, updated, removed].some((ids) => ids.includes(clientID))) this.#soon()
  }

  #soon(): void {
    if (!this.#live || this.#cancelSend !== undefined) return
    const waitMs = this.#sentMs + EVERY_MS - this.#clock.now()
    if (waitMs <= 0) return this.#flush()
    this.#cancelSend = this.#clock.after(waitMs, () => {
      this.#cancelSend = undefined
      if (this.#live) this.#flush()
    })
  }

  #flush(): void {
    this.#sentMs = this.#clock.now()
    const update = encodeAwarenessUpdate(this.awareness, [this.awareness.clientID])
    // What the host would refuse is not worth sending.
    if (update.length <= DOC.awareMax) this.#send(update)
  }
}

/** An awareness update begins with how many there are; each is a client, a clock and a text. */
const clientsIn = (update: Uint8Array): Set<number> => {
  const ids = new Set<number>()
  let at = 0
  const number = (): number => {
    let value = 0
    for (let unit = 1; at < update.length; unit *= 128) {
      const byte = update[at++]!
      value += (byte & 127) * unit
      if (byte < 128) break
    }
    return value
  }
  for (let left = update.length > 0 ? number() : 0; left > 0 && at < update.length; left--) {
    ids.add(number())
    number()
    at += number()
  }
  return ids
}
