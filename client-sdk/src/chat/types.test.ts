/** The compiler's word that the chat entry's own types say what the contract says, and that any client of it will do. */
import { expect, it } from 'vitest'
import type { ChatContract } from '../../../shared/chat/contract.ts'
import type { InboxContract } from '../../../shared/inbox/contract.ts'
import type { Client } from '../client.ts'
import type { InboxClient } from '../inbox/types.ts'
import type { CommandBody, CommandName, QueryAnswer, QueryBody, QueryName } from '../typed.ts'
import type { ChatCommands, ChatQueries } from './asking.ts'
import type { ChatClient, HallClient } from './types.ts'

interface Kinds {
  readonly chat: { readonly contract: ChatContract }
  readonly inbox: { readonly contract: InboxContract }
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

type Commands = { [T in CommandName<ChatContract>]: CommandBody<ChatContract, T> }
type Bodies = { [T in QueryName<ChatContract>]: QueryBody<ChatContract, T> }
type Answers = { [T in QueryName<ChatContract>]: QueryAnswer<ChatContract, T> }
type OwnBodies = { [T in keyof ChatQueries]: ChatQueries[T]['body'] }
type OwnAnswers = { [T in keyof ChatQueries]: ChatQueries[T]['answer'] }

it('holds', () => {
  const names: [Same<keyof ChatCommands, keyof Commands>, Same<keyof ChatQueries, keyof Bodies>] = [true, true]
  // Where this does not compile, Different<…> names what differs.
  const bodies: [None<Different<ChatCommands, Commands>>, None<Different<OwnBodies, Bodies>>] = [true, true]
  const answers: None<Different<OwnAnswers, Answers>> = true
  const takes = (_client: ChatClient & HallClient & InboxClient): true => true
  const typed = (client: Client<Kinds>, more: Client<Kinds & { readonly other: Other }>, any: Client): true[] => [
    takes(client),
    takes(more),
    takes(any),
  ]
  // @ts-expect-error this one has no channels
  const wrong = (client: Client<{ readonly other: Other }>): true => takes(client)
  expect([names, bodies, answers, typeof typed, typeof wrong].flat()).toHaveLength(7)
})
