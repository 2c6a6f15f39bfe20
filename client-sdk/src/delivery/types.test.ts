/** The compiler's word that the delivery entry's own types say what the contract says, and that any client of it will do. */
import { expect, it } from 'vitest'
import type { DeliveryContract } from '../../../shared/delivery/contract.ts'
import type { Client } from '../client.ts'
import type { CommandBody, CommandName, QueryAnswer, QueryBody, QueryName } from '../typed.ts'
import type { DeliveryCommands, DeliveryQueries } from './asking.ts'
import type { DeliveryClient } from './types.ts'

interface Kinds {
  readonly delivery: { readonly contract: DeliveryContract }
}
interface Other {
  readonly contract: { readonly kind: 'other'; readonly commands: {}; readonly events: {}; readonly queries: {} }
}

/** Each may stand for the other. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
type None<T> = Same<T, never>
type Different<A extends Record<keyof B, unknown>, B> = {
  [K in keyof B]: Same<A[K], B[K]> extends true ? never : K
}[keyof B]

type Commands = { [T in CommandName<DeliveryContract>]: CommandBody<DeliveryContract, T> }
type Bodies = { [T in QueryName<DeliveryContract>]: QueryBody<DeliveryContract, T> }
type Answers = { [T in QueryName<DeliveryContract>]: QueryAnswer<DeliveryContract, T> }
type OwnBodies = { [T in keyof DeliveryQueries]: DeliveryQueries[T]['body'] }
type OwnAnswers = { [T in keyof DeliveryQueries]: DeliveryQueries[T]['answer'] }

it('holds', () => {
  const names: [Same<keyof DeliveryCommands, keyof Commands>, Same<keyof DeliveryQueries, keyof Bodies>] = [true, true]
  // Where this does not compile, Different<…> names what differs.
  const bodies: [None<Different<DeliveryCommands, Commands>>, None<Different<OwnBodies, Bodies>>] = [true, true]
  const answers: None<Different<OwnAnswers, Answers>> = true
  const takes = (_client: DeliveryClient): true => true
  const typed = (client: Client<Kinds>, more: Client<Kinds & { readonly other: Other }>, any: Client): true[] => [
    takes(client),
    takes(more),
    takes(any),
  ]
  // @ts-expect-error this one has no regions
  const wrong = (client: Client<{ readonly other: Other }>): true => takes(client)
  expect([names, bodies, answers, typeof typed, typeof wrong].flat()).toHaveLength(7)
})
