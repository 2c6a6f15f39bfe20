/** Commands that came with an id: done once, and answered each time as they were the first time. */
import { digest } from '../../../../shared/digest.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { Answer, Command } from './commands.ts'
import type { Who } from './order.ts'

/** What was asked under an id. */
export interface Commanded {
  readonly id: string
  readonly digest: string
}

/** The same command by the same one has the same digest, another one has another. */
export const commandedAs = (id: string, command: Command, { actor, id: by, restaurant }: Who): Commanded => ({
  id,
  digest: digest(JSON.stringify([actor, by, restaurant ?? null, command.do === 'place' ? placing(command) : command])),
})

/** An order's own id and PIN are made anew each time that it is tried: what is asked is the quote, and to which door. */
const placing = ({ order: { quote, customer, drop } }: Extract<Command, { readonly do: 'place' }>): unknown => [
  quote,
  customer.id,
  drop,
]

/** Answers by command id. */
export class Answers {
  readonly #given = new Map<string, { readonly digest: string; readonly answer: Answer }>()

  /** Undefined: it was not asked before. @throws TuttiError `conflict` where something else was asked under this id */
  before({ id, digest: asked }: Commanded): Answer | undefined {
    const given = this.#given.get(id)
    if (given !== undefined && given.digest !== asked) throw new TuttiError('conflict', 'another command had this id')
    return given?.answer
  }

  keep({ id, digest: asked }: Commanded, answer: Answer): void {
    this.#given.set(id, { digest: asked, answer })
  }
}
