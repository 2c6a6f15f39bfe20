/** Who is who in a document: whoever is here, and whoever has left a name in it. */
import type { DocProvider, Grant } from '@tutti/client/doc'
import type { Identity } from '../../shell/identity.ts'
import type { Mentionable } from '../editor/mentions.ts'
import { peopleHere, personOf } from '../person.ts'

export class Names {
  readonly #provider: DocProvider
  readonly #me: string
  readonly #identity: Identity
  readonly #known = new Map<string, string>()

  constructor(provider: DocProvider, me: string, identity: Identity) {
    this.#provider = provider
    this.#me = me
    this.#identity = identity
    window.addEventListener('pagehide', this.#leave)
    window.addEventListener('pageshow', this.tell)
    // Only who may see the list is told; the others know whom they see.
    provider.access.list().then(
      ({ grants }) => this.#learn(grants),
      () => undefined,
    )
  }

  /** My name and colour, with my cursor. */
  readonly tell = (): void => {
    this.#known.set(this.#me, this.#identity.name)
    const { id, name, color } = personOf({ id: this.#me, name: this.#identity.name })
    const { awareness } = this.#provider
    awareness.setLocalState({ ...awareness.getLocalState(), user: { id, name, color } })
  }

  close(): void {
    window.removeEventListener('pagehide', this.#leave)
    window.removeEventListener('pageshow', this.tell)
  }

  /** Or my caret would stay for a while beside the one of the page that I go to. */
  readonly #leave = (): void => this.#provider.awareness.setLocalState(null)

  of(user: string): string {
    return this.#fresh().get(user) ?? 'Somebody'
  }

  all(): readonly Mentionable[] {
    return [...this.#fresh()].map(([id, name]) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name))
  }

  #learn(grants: readonly Pick<Grant, 'user' | 'name'>[]): void {
    for (const { user, name } of grants) if (name !== '' && !this.#known.has(user)) this.#known.set(user, name)
  }

  #fresh(): ReadonlyMap<string, string> {
    const { awareness, comments, suggestions } = this.#provider
    for (const thread of comments.threads) this.#learn(thread.comments.map(({ by, name }) => ({ user: by, name })))
    this.#learn(suggestions.people)
    // As they call themselves now.
    for (const { id, name } of peopleHere(awareness, this.#me)) this.#known.set(id, name)
    return this.#known
  }
}
