/**
 * An R-tree over boxes that are larger than the couriers in them: most moves stay within and cost a comparison, and the
 * box that is in the tree is never the place that is asked for, so it is always found again to be taken out.
 */
import RBush from 'rbush'
import { Best } from './best.ts'
import type { CourierIndex, Metric } from './index.ts'
import { planar, sortedInto } from './index.ts'

interface Entry {
  minX: number
  minY: number
  maxX: number
  maxY: number
  readonly slot: number
}

/** As rbush keeps it: a leaf's children are entries. */
interface Node {
  readonly minX: number
  readonly minY: number
  readonly maxX: number
  readonly maxY: number
  readonly leaf: boolean
  readonly children: readonly (Node | Entry)[]
}

const FAT_M = 150
const ENTRIES = 16

/** Squared distance from a point to a box; 0 within. */
const apart2 = (box: Entry | Node, x: number, y: number): number => {
  const dx = Math.max(box.minX - x, 0, x - box.maxX)
  const dy = Math.max(box.minY - y, 0, y - box.maxY)
  return dx * dx + dy * dy
}

export class FatTree implements CourierIndex {
  size = 0
  readonly #tree = new RBush<Entry>(ENTRIES)
  readonly #fatM: number
  readonly #metric: Metric
  readonly #entries: (Entry | undefined)[] = []
  #x = new Float64Array(64)
  #y = new Float64Array(64)
  readonly #best = new Best()
  /** Nodes that are still to be looked into, as a heap by how near they could be. */
  readonly #heap: { readonly node: Node; readonly m: number }[] = []

  /** @param fatM metres that a box reaches beyond its courier; 0: a plain tree, that every move changes */
  constructor(metric: Metric = planar, fatM = FAT_M) {
    this.#metric = metric
    this.#fatM = fatM
  }

  place(slot: number, xM: number, yM: number): void {
    if (slot >= this.#x.length) this.#grow(slot + 1)
    this.#x[slot] = xM
    this.#y[slot] = yM
    const entry = this.#entries[slot]
    if (entry !== undefined) {
      if (xM >= entry.minX && xM <= entry.maxX && yM >= entry.minY && yM <= entry.maxY) return
      this.#tree.remove(entry)
      this.#stretch(entry, xM, yM)
      this.#tree.insert(entry)
      return
    }
    const fresh: Entry = { minX: 0, minY: 0, maxX: 0, maxY: 0, slot }
    this.#stretch(fresh, xM, yM)
    this.#entries[slot] = fresh
    this.#tree.insert(fresh)
    this.size++
  }

  remove(slot: number): void {
    const entry = this.#entries[slot]
    if (entry === undefined) return
    this.#tree.remove(entry)
    this.#entries[slot] = undefined
    this.size--
  }

  has(slot: number): boolean {
    return this.#entries[slot] !== undefined
  }

  within(minX: number, minY: number, maxX: number, maxY: number, out: Int32Array | number[]): number {
    const found: number[] = []
    for (const { slot } of this.#tree.search({ minX, minY, maxX, maxY })) {
      const x = this.#x[slot]!
      const y = this.#y[slot]!
      if (x >= minX && x <= maxX && y >= minY && y <= maxY) found.push(slot)
    }
    return sortedInto(found, out)
  }

  /** Best first (Hjaltason and Samet 1999): the nearest box is opened, and what is in it is measured where it really is. */
  nearest(
    xM: number,
    yM: number,
    k: number,
    maxM: number,
    admits: ((slot: number) => boolean) | undefined,
    out: Int32Array,
  ): number {
    const best = this.#best
    best.begin(Math.min(k, out.length))
    this.#heap.length = 0
    // rbush gives its root away as JSON only, and that is the root itself.
    this.#push(this.#tree.toJSON() as Node, 0)
    for (let next = this.#pop(); next !== undefined; next = this.#pop()) {
      if (next.m > best.worstM || next.m > maxM) break
      for (const child of next.node.children) {
        const leastM = Math.sqrt(apart2(child, xM, yM)) * this.#metric.shrink
        if (leastM > best.worstM || leastM > maxM) continue
        if (!next.node.leaf) this.#push(child as Node, leastM)
        else this.#measure((child as Entry).slot, xM, yM, maxM, admits, best)
      }
    }
    return best.fill(out)
  }

  #measure(
    slot: number,
    xM: number,
    yM: number,
    maxM: number,
    admits: ((slot: number) => boolean) | undefined,
    best: Best,
  ): void {
    const m = this.#metric.metres(xM, yM, this.#x[slot]!, this.#y[slot]!)
    if (m <= maxM && m <= best.worstM && (admits === undefined || admits(slot))) best.offer(slot, m)
  }

  #push(node: Node, m: number): void {
    const heap = this.#heap
    let at = heap.length
    const entry = { node, m }
    heap.push(entry)
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (heap[parent]!.m <= m) break
      heap[at] = heap[parent]!
      at = parent
    }
    heap[at] = entry
  }

  #pop(): { readonly node: Node; readonly m: number } | undefined {
    const heap = this.#heap
    const top = heap[0]
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return top
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && heap[child + 1]!.m < heap[child]!.m) child++
      if (heap[child]!.m >= last.m) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = last
    return top
  }

  #stretch(entry: Entry, xM: number, yM: number): void {
    entry.minX = xM - this.#fatM
    entry.minY = yM - this.#fatM
    entry.maxX = xM + this.#fatM
    entry.maxY = yM + this.#fatM
  }

  #grow(least: number): void {
    const length = Math.max(least, this.#x.length * 2)
    const x = new Float64Array(length)
    const y = new Float64Array(length)
    x.set(this.#x)
    y.set(this.#y)
    this.#x = x
    this.#y = y
  }
}
