/** Somebody who is here, as awareness tells it: checked, since every program may say what it likes of its cursor. */
import type { Awareness } from 'y-protocols/awareness'
import { personColor } from '../shell/people.ts'

export interface Person {
  readonly id: string
  readonly name: string
  readonly color: string
}

const NOBODY = 'Somebody'

/** The host stamps `id` and `name`; the colour is that of the person on every page. */
export const personOf = (user: unknown): Person => {
  const { id, name }: { id?: unknown; name?: unknown } = typeof user === 'object' && user !== null ? user : {}
  const known = typeof id === 'string' ? id : ''
  return {
    id: known,
    name: typeof name === 'string' && name.trim() !== '' ? name.slice(0, 64) : NOBODY,
    color: personColor(known),
  }
}

/** Whoever came back a moment ago is here twice for a while: as they are now comes last, and mine is the last of all. */
const newestLast = (awareness: Awareness): readonly Record<string, unknown>[] => {
  const age = (client: number): number =>
    client === awareness.clientID ? Infinity : (awareness.meta.get(client)?.lastUpdated ?? 0)
  return [...awareness.getStates()].sort(([a], [b]) => age(a) - age(b)).map(([, state]) => state)
}

/** Everybody who is here, each once, I first. */
export const peopleHere = (awareness: Awareness, me: string): readonly Person[] => {
  const found = new Map<string, Person>()
  for (const state of newestLast(awareness)) {
    const person = personOf(state['user'])
    if (person.id !== '') found.set(person.id, person)
  }
  return [...found.values()].sort((a, b) => Number(b.id === me) - Number(a.id === me) || a.name.localeCompare(b.name))
}
