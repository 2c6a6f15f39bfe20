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

/** Everybody who is here, each once, I first. */
export const peopleHere = (awareness: Awareness, me: string): readonly Person[] => {
  const found = new Map<string, Person>()
  for (const state of awareness.getStates().values()) {
    const person = personOf(state['user'])
    if (person.id !== '') found.set(person.id, person)
  }
  return [...found.values()].sort((a, b) => Number(b.id === me) - Number(a.id === me) || a.name.localeCompare(b.name))
}
