/** Who is called what: learned from whatever passes by, asked for where only an id is known. */
import type { ChatHall } from '@tutti/client/chat'
import { say } from '../shell/dom.ts'
import { initials } from '../shell/avatar.ts'

/** Ids are gathered this long, so that a page of mentions is one question. */
const GATHER_MS = 60
const UNKNOWN = '…'

export class Names {
  readonly me: string
  readonly #hall: ChatHall
  readonly #known = new Map<string, string>()
  readonly #wanted = new Set<string>()
  readonly #asked = new Set<string>()
  #timer = 0

  constructor(hall: ChatHall, me: string) {
    this.#hall = hall
    this.me = me
  }

  /** Three dots until the answer is there; then whatever shows the name is written anew. */
  of(user: string): string {
    const known = this.#known.get(user)
    if (known !== undefined) return known
    if (!this.#asked.has(user)) this.#want(user)
    return UNKNOWN
  }

  get all(): ReadonlyMap<string, string> {
    return this.#known
  }

  /** What was true once: only until somebody knows better. */
  known(user: string, before: string): string {
    return this.#known.get(user) ?? before
  }

  learn(user: string, name: string): void {
    if (name === '' || this.#known.get(user) === name) return
    this.#known.set(user, name)
    for (const node of document.querySelectorAll<HTMLElement>(`[data-name-of="${CSS.escape(user)}"]`))
      say(node, (node.dataset['before'] ?? '') + name)
    for (const node of document.querySelectorAll(`[data-initials-of="${CSS.escape(user)}"]`)) say(node, initials(name))
  }

  #want(user: string): void {
    this.#wanted.add(user)
    this.#asked.add(user)
    if (this.#wanted.size > 1) return
    this.#timer = window.setTimeout(() => this.#ask(), GATHER_MS)
  }

  #ask(): void {
    const ids = [...this.#wanted].slice(0, 200)
    for (const id of ids) this.#wanted.delete(id)
    this.#hall.query('people', { ids }).then(
      (people) => {
        for (const { id, name } of people) this.learn(id, name)
      },
      // Somebody whose name is not told stays three dots: no reason to stop reading.
      () => undefined,
    )
  }

  close(): void {
    clearTimeout(this.#timer)
  }
}
