/** From a COMMAND's op to the room's handler, and to the answer: guarded, contained, and done once for each nonce. */
import { check } from '../../shared/contract.ts'
import type { Contract } from '../../shared/contract.ts'
import { TuttiError } from '../../shared/errors.ts'
import type { Containment } from './containment.ts'
import type { Tick } from './context.ts'
import { Nonces } from './nonces.ts'
import type { Answer } from './nonces.ts'
import { NIL } from './output.ts'
import type { Member, Room } from './room.ts'

export class Commands {
  readonly names: readonly string[]
  readonly #contract: Contract
  readonly #room: Room<Contract>
  readonly #tick: Tick
  readonly #containment: Containment
  readonly #nonces = new Nonces()

  constructor(contract: Contract, room: Room<Contract>, tick: Tick, containment: Containment) {
    this.names = Object.keys(contract.commands)
    this.#contract = contract
    this.#room = room
    this.#tick = tick
    this.#containment = containment
  }

  run(from: Member, op: number, body: unknown, nonce: Uint8Array | null): Answer {
    const known = nonce === null ? undefined : this.#nonces.get(from.user.id, nonce)
    if (known !== undefined) return known
    this.#tick.reply = NIL
    const refusal = this.#containment.attempt(() => {
      const name = this.names[op]
      if (name === undefined) throw new TuttiError('unknown_command')
      // The guard just made it the body that the handler of this name takes.
      this.#room.on[name]!(from, check(this.#contract.commands[name]!, body) as never)
    })
    const answer = { refusal, body: this.#tick.reply }
    this.#tick.reply = undefined
    if (nonce !== null) this.#nonces.set(from.user.id, nonce, answer)
    return answer
  }
}
