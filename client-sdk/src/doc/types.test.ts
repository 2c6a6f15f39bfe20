/** The compiler's word that the doc entry's own types say what the contract says, and that any client of it will do. */
import { expect, it } from 'vitest'
import type { DocContract } from '../../../shared/doc/contract.ts'
import type { Client } from '../client.ts'
import type { CommandBody, CommandName, QueryAnswer, QueryBody, QueryName } from '../typed.ts'
import type { DocCommands, DocQueries } from './asking.ts'
import type { DocClient } from './types.ts'

interface Kinds {
  readonly doc: { readonly contract: DocContract }
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

type Commands = { [T in CommandName<DocContract>]: CommandBody<DocContract, T> }
type Bodies = { [T in QueryName<DocContract>]: QueryBody<DocContract, T> }
type Answers = { [T in QueryName<DocContract>]: QueryAnswer<DocContract, T> }
type OwnBodies = { [T in keyof DocQueries]: DocQueries[T]['body'] }
type OwnAnswers = { [T in keyof DocQueries]: DocQueries[T]['answer'] }

it('holds', () => {
  const names: [Same<keyof DocCommands, keyof Commands>, Same<keyof DocQueries, keyof Bodies>] = [true, true]
  // Where this does not compile, Different<…> names what differs.
  const bodies: [None<Different<DocCommands, Commands>>, None<Different<OwnBodies, Bodies>>] = [true, true]
  const answers: None<Different<OwnAnswers, Answers>> = true
  const takes = (_client: DocClient): true => true
  const typed = (client: Client<Kinds>, more: Client<Kinds & { readonly other: Other }>, any: Client): true[] => [
    takes(client),
    takes(more),
    takes(any),
  ]
  // @ts-expect-error this one has no documents
  const wrong = (client: Client<{ readonly other: Other }>): true => takes(client)
  expect([names, bodies, answers, typeof typed, typeof wrong].flat()).toHaveLength(7)
})
