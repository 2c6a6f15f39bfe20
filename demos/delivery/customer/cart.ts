/** What somebody is about to order: of one restaurant at a time, kept over a reload. */
import { DELIVERY } from '../../../shared/delivery/rules.ts'
import type { MenuItem, Restaurant } from '../../../shared/delivery/types.ts'
import { stored } from '../../shell/storage.ts'

export interface CartLine {
  readonly item: string
  readonly name: string
  readonly price: number
  readonly pieces: number
}

interface Kept {
  readonly restaurant: string
  readonly name: string
  readonly lines: readonly CartLine[]
}

const EMPTY: Kept = { restaurant: '', name: '', lines: [] }

export class Cart {
  readonly #key: string
  #kept: Kept
  readonly #hears = new Set<() => void>()

  /** `key`: where it is kept in this browser. */
  constructor(key: string) {
    this.#key = key
    this.#kept = read(stored.get(key))
  }

  /** Whose it is; empty: nobody's. */
  get restaurant(): string {
    return this.#kept.restaurant
  }
  get restaurantName(): string {
    return this.#kept.name
  }
  get lines(): readonly CartLine[] {
    return this.#kept.lines
  }
  get pieces(): number {
    return this.lines.reduce((sum, line) => sum + line.pieces, 0)
  }
  /** Minor units, before tax and fees. */
  get subtotal(): number {
    return this.lines.reduce((sum, { price, pieces }) => sum + price * pieces, 0)
  }

  onChange(hear: () => void): () => void {
    this.#hears.add(hear)
    return () => void this.#hears.delete(hear)
  }

  piecesOf(restaurant: string, item: string): number {
    if (restaurant !== this.restaurant) return 0
    return this.lines.find((line) => line.item === item)?.pieces ?? 0
  }

  /** Something of another restaurant empties it first: whoever calls has asked. False: there is no room for more. */
  put(
    { id, name }: Pick<Restaurant, 'id' | 'name'>,
    item: Pick<MenuItem, 'id' | 'name' | 'price'>,
    pieces: number,
  ): boolean {
    const lines = id === this.restaurant ? this.lines : []
    const count = Math.max(0, Math.min(DELIVERY.piecesMax, pieces))
    const line: CartLine = { item: item.id, name: item.name, price: item.price, pieces: count }
    const known = lines.some((one) => one.item === item.id)
    if (!known && lines.length >= DELIVERY.linesMax) return false
    const next = known ? lines.map((one) => (one.item === item.id ? line : one)) : [...lines, line]
    this.#keep({ restaurant: id, name, lines: next.filter((one) => one.pieces > 0) })
    return true
  }

  /** The menu as it is now: what is no longer on it goes, and prices are today's. Returns the names of what went. */
  follow(restaurant: Pick<Restaurant, 'id' | 'name' | 'menu'>): string[] {
    if (restaurant.id !== this.restaurant) return []
    const gone: string[] = []
    const lines = this.lines.flatMap((line) => {
      const item = restaurant.menu.find(({ id }) => id === line.item)
      if (item?.available === true) return [{ ...line, name: item.name, price: item.price }]
      gone.push(line.name)
      return []
    })
    this.#keep({ restaurant: restaurant.id, name: restaurant.name, lines })
    return gone
  }

  clear(): void {
    this.#keep(EMPTY)
  }

  #keep(next: Kept): void {
    this.#kept = next.lines.length === 0 ? EMPTY : next
    stored.set(this.#key, JSON.stringify(this.#kept))
    for (const hear of this.#hears) hear()
  }
}

/** Whatever lies there: an older page may have written it. */
const read = (text: string | undefined): Kept => {
  try {
    const found: unknown = JSON.parse(text ?? 'null')
    if (typeof found !== 'object' || found === null) return EMPTY
    const { restaurant, name, lines } = found as Partial<Kept>
    if (typeof restaurant !== 'string' || typeof name !== 'string' || !Array.isArray(lines)) return EMPTY
    const sound = (lines as readonly Partial<CartLine>[]).every(
      (line) =>
        typeof line.item === 'string' &&
        typeof line.name === 'string' &&
        Number.isSafeInteger(line.price) &&
        Number.isSafeInteger(line.pieces),
    )
    return sound ? { restaurant, name, lines } : EMPTY
  } catch {
    // What cannot be read is no cart.
    return EMPTY
  }
}
