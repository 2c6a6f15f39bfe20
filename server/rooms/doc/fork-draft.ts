/** One change of a fork while it is put together: what belongs to it, and what it comes to. */
import * as Y from 'yjs'
import { digest } from '../../../shared/digest.ts'
import { Ids } from './fork-ids.ts'

/** Of a change's words; the rest is in the fork. */
const TEXT_MAX = 500

/** The place of a type: a root by name, or what holds it. */
export type Place = string | Y.ID

/** A part of an item: all of it, mostly. */
export interface Piece {
  readonly item: Y.Item
  readonly from: number
  readonly to: number
}

/** A position, and how far along the document it is. */
interface Mark {
  readonly at: number
  readonly position: Y.RelativePosition
}

export class Draft {
  /** Items of the fork that it puts into the document, with all that is in them. */
  readonly puts = new Ids()
  /** Items of the document that it takes away. */
  readonly takes = new Ids()
  /** Those, and all that is in them. */
  readonly takesAll = new Ids()
  /** Items of the fork that are its own: in lists, and those that are nowhere else once those are gone. */
  readonly listed = new Ids()
  readonly inner = new Ids()
  readonly #words: Record<'insert' | 'delete' | 'format', string[]> = { insert: [], delete: [], format: [] }
  /** Nobody would see a difference without it. */
  #hidden = true
  #from: Mark | undefined
  #to: Mark | undefined
  #into: Draft | undefined

  /** The one that it is part of by now. */
  get whole(): Draft {
    return this.#into === undefined ? this : (this.#into = this.#into.whole)
  }

  get isHidden(): boolean {
    return this.#hidden
  }

  get type(): 'insert' | 'delete' | 'format' {
    const { insert, delete: removed } = this.#words
    return insert.length > 0 ? 'insert' : removed.length > 0 ? 'delete' : 'format'
  }

  get text(): string {
    const { type } = this
    const words = type === 'format' ? [...new Set(this.#words.format)].join(', ') : this.#words[type].join('')
    return words.length <= TEXT_MAX ? words : `${words.slice(0, TEXT_MAX - 1).toWellFormed()}…`
  }

  /** The same as long as it changes the same. */
  get id(): string {
    return `${this.type[0]}${digest(`${this.puts.toString()}|${this.takes.toString()}`)}`
  }

  get span(): { readonly from: Y.RelativePosition; readonly to: Y.RelativePosition } | undefined {
    const { position: from } = this.#from ?? {}
    const { position: to } = this.#to ?? {}
    return from === undefined || to === undefined ? undefined : { from, to }
  }

  shows(type: 'insert' | 'delete' | 'format', words: string): void {
    this.#hidden = false
    this.#words[type].push(words)
  }

  spans(at: number, from: Y.RelativePosition, to: Y.RelativePosition): void {
    if (this.#from === undefined || at < this.#from.at) this.#from = { at, position: from }
    if (this.#to === undefined || at >= this.#to.at) this.#to = { at, position: to }
  }

  /** They are one change from now on. */
  join(other: Draft): Draft {
    const one = this.whole
    const two = other.whole
    if (one === two) return one
    two.#into = one
    for (const set of ['puts', 'takes', 'takesAll', 'listed', 'inner'] as const) one[set].addAll(two[set])
    for (const type of ['insert', 'delete', 'format'] as const) one.#words[type].push(...two.#words[type])
    one.#hidden &&= two.#hidden
    if (two.#from !== undefined && two.#to !== undefined) {
      one.spans(two.#from.at, two.#from.position, two.#from.position)
      one.spans(two.#to.at, two.#to.position, two.#to.position)
    }
    return one
  }
}

/** Before what has this id. */
export const before = (id: Y.ID): Y.RelativePosition => new Y.RelativePosition(null, null, id, 0)
export const behind = (id: Y.ID): Y.RelativePosition => new Y.RelativePosition(null, null, id, -1)
export const startOf = (place: Place): Y.RelativePosition => edge(place, -1)
export const endOf = (place: Place): Y.RelativePosition => edge(place, 0)

const edge = (place: Place, assoc: number): Y.RelativePosition =>
  typeof place === 'string'
    ? new Y.RelativePosition(null, place, null, assoc)
    : new Y.RelativePosition(place, null, null, assoc)
