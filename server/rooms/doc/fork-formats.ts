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
  /** By draft: deletions that it only shows in. */
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
    const draft = (course.draft ??= new Draft())
    course[side] = value
    if (equalityDeep(course.main, course.fork)) course.draft = undefined
    return draft
  }

  /** Changes that words which are here in both are looking different for. */
  *apart(): Generator<readonly [draft: Draft, words: string]> {
    for (const [key, { main, fork, draft }] of this.#courses)
      if (draft !== undefined && !equalityDeep(main, fork)) yield [draft, `${key}: ${valueText(fork)}`]
  }

  /** These words are deleted in the fork. */
  deleted(deletion: Draft): void {
    for (const [draft] of this.apart()) {
      const known = this.#in.get(draft)
      if (known === undefined) this.#in.set(draft, [deletion])
      else if (known.at(-1) !== deletion) known.push(deletion)
    }
  }

  /** What shows in deleted words alone goes with them: else they would come back looking different. */
  settle(): void {
    for (const [draft, deletions] of this.#in)
      if (draft.whole.isHidden) for (const deletion of deletions) deletion.join(draft)
  }

  #course(key: string): Course {
    let course = this.#courses.get(key)
    if (course === undefined) this.#courses.set(key, (course = { main: null, fork: null, draft: undefined }))
    return course
  }
}
