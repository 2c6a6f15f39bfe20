/** A region as its dispatchers are told of it: what is known of it now, and who wants to hear of changes. */
import type { ErrorCode, Room } from '@tutti/client'
import type { DeliveryContract } from '../../../shared/delivery/contract.ts'
import type { Box, DeliveryState, Figures, OrderView, RegionInfo, SurgeCell } from '../../../shared/delivery/types.ts'
import type { Side } from '../desk.ts'

interface Heard {
  readonly order: readonly [order: string]
  readonly figures: readonly [figures: Figures]
  readonly surge: readonly [cells: readonly SurgeCell[]]
  /** The cells that are shown from now on. */
  readonly cells: readonly [cells: readonly number[], level: 0 | 1]
  readonly board: readonly [cell: number, bytes: Uint8Array]
  readonly gone: readonly [code: ErrorCode]
}
type HeardName = keyof Heard

/** Orders that ended stay in the list so long. */
const KEEP_OVER_MS = 15 * 60_000
const LOOK_EVERY_MS = 150

export class Feed {
  readonly room: Room<DeliveryContract>
  readonly region: RegionInfo
  readonly orders = new Map<string, OrderView>()
  figures: Figures | null
  /** Of the last look: one by one, or counts. */
  level: 0 | 1 = 0
  /** What is added to this machine's clock to have the host's. */
  #aheadMs: number
  #box: Box | null = null
  #looked = 0
  #timer = 0
  readonly #ears: { readonly [N in HeardName]: Set<(...heard: Heard[N]) => void> } = {
    order: new Set(),
    figures: new Set(),
    surge: new Set(),
    cells: new Set(),
    board: new Set(),
    gone: new Set(),
  }

  /** Rejects with TuttiError where one may not. */
  static async open({ client, region, me }: Side): Promise<Feed> {
    const room = await client.join('delivery', region, { as: 'dispatcher', name: me.name })
    return new Feed(room)
  }

  private constructor(room: Room<DeliveryContract>) {
    const { region, figures } = room.state
    if (region === null) throw new Error('there is no region yet')
    this.room = room
    this.region = region
    this.figures = figures
    this.#aheadMs = room.state.now - Date.now()
    this.#take(room.state)
    room.on('order', (order, { key }) => {
      const id = order?.id ?? String(key)
      if (order === null) this.orders.delete(id)
      else this.orders.set(id, order)
      this.#tell('order', id)
    })
    room.on('figures', (now) => {
      this.figures = now
      this.#tidy()
      this.#tell('figures', now)
    })
    room.on('surge', (cells) => this.#tell('surge', cells))
    room.on('board', (bytes, { key }) => this.#tell('board', Number(key), bytes))
    room.onJoined(({ state }) => {
      this.#aheadMs = state.now - Date.now()
      this.orders.clear()
      this.#take(state)
      this.#tell('order', '')
      // A new seat looks at nothing yet.
      this.#look()
    })
    room.onLeft((code) => this.#tell('gone', code))
  }

  /** Unix ms of the host. */
  now(): number {
    return Date.now() + this.#aheadMs
  }

  /** Returns what ends it. */
  on<N extends HeardName>(name: N, run: (...heard: Heard[N]) => void): () => void {
    const ears: Set<(...heard: Heard[N]) => void> = this.#ears[name]
    ears.add(run)
    return () => void ears.delete(run)
  }

  /** This part of the map from now on; asked at most a few times a second, the last one surely. */
  look(box: Box | null): void {
    this.#box = box
    if (this.#timer !== 0) return
    this.#timer = window.setTimeout(() => {
      this.#timer = 0
      this.#look()
    }, LOOK_EVERY_MS)
  }

  close(): void {
    window.clearTimeout(this.#timer)
    for (const ears of Object.values(this.#ears)) ears.clear()
    this.room.leave()
  }

  #look(): void {
    const look = ++this.#looked
    this.room
      .request('look', { box: this.#box }, { nonce: null })
      .then((answer) => {
        if (look !== this.#looked) return
        // The contract's answer to it.
        const { cells, level } = answer as { readonly cells: readonly number[]; readonly level: 0 | 1 }
        this.level = level
        this.#tell('cells', cells, level)
      })
      // Asked again with the next move of the map, or when there is a connection again.
      .catch(() => undefined)
  }

  #take({ orders, figures }: DeliveryState): void {
    for (const order of orders) this.orders.set(order.id, order)
    this.figures = figures
  }

  #tidy(): void {
    const before = this.now() - KEEP_OVER_MS
    for (const [id, order] of this.orders) if (isOver(order) && endedMs(order) < before) this.orders.delete(id)
  }

  #tell<N extends HeardName>(name: N, ...heard: Heard[N]): void {
    const ears: Set<(...heard: Heard[N]) => void> = this.#ears[name]
    for (const run of ears) run(...heard)
  }
}

export const isOver = ({ state }: OrderView): boolean => state === 'delivered' || state === 'cancelled'
export const endedMs = ({ steps, placedMs }: OrderView): number => steps.at(-1)?.at ?? placedMs
