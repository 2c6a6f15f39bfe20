/** Follows the formats along a text, in the document and in the fork: where they part, and where they meet again. */
import { equalityDeep } from 'lib0/function'
import { valueText } from './fork-content.ts'
import { Draft } from './fork-draft.ts'

interface Course {
  /** Null: not set. */
  main: unknown
  fork: unknown
  /** What made them part; undefined: they go together. */
  draft: Draft | undefined
}

export class Formats {
  readonly #courses = new Map<string, Course>()
  /** By draft: insertions and deletions that it shows in. */
  readonly #in = new Map<Draft, Draft[]>()

  /** Both are set to it. */
  both(key: string, value: unknown): void {
    const course = this.#course(key)
    course.main = course.fork = value
    course.draft = undefined
  }

  /** One of them is set. The change that this belongs to. */
  one(side: 'main' | 'fork', key: string, value: unknown): Draft {
    const course = this.#course(key)
    const draft = (course.draft ??= new Draft()).whole
    course[side] = value
    if (equalityDeep(course.main, course.fork)) course.draft = undefined
    return draft
  }

  /** Changes that words which are here in both are looking different for. */
  *apart(): Generator<readonly [draft: Draft, words: string]> {
    for (const [key, { main, fork, draft }] of this.#courses)
      if (draft !== undefined && !equalityDeep(main, fork)) yield [draft.whole, `${key}: ${valueText(fork)}`]
  }

  /** Here are words that one of both has. */
  passed(change: Draft): void {
    for (const [draft] of this.apart()) {
      const known = this.#in.get(draft)
      if (known === undefined) this.#in.set(draft, [change])
      else if (known.at(-1) !== change) known.push(change)
    }
  }

  /** What shows in such words alone goes with them: else they would look different where they come or stay. */
  settle(): void {
    for (const [draft, changes] of this.#in) if (draft.whole.isHidden) for (const change of changes) change.join(draft)
  }

  #course(key: string): Course {
    let course = this.#courses.get(key)
    if (course === undefined) this.#courses.set(key, (course = { main: null, fork: null, draft: undefined }))
    return course
  }
}
