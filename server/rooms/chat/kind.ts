/** The kind `chat`: a room is one channel. */
import { chatContract } from '../../../shared/chat/contract.ts'
import type { ChatContract } from '../../../shared/chat/contract.ts'
import { CHAT } from '../../../shared/chat/rules.ts'
import { defineRoom } from '../../engine/room.ts'
import { authorize } from './access.ts'
import { ChatBot } from './bot.ts'
import { FLOOD } from './flood.ts'
import type { FloodLimits } from './flood.ts'
import { loadWith } from './load.ts'
import type { ModerationOptions } from './load.ts'
import type { Stored } from './loaded.ts'
import { chatExports } from './read/exports.ts'
import { chatFiles } from './read/files.ts'
import { chatQueries } from './read/queries.ts'
import { retold } from './read/retold.ts'
import { watchable } from './read/watch.ts'
import { ChatRoom } from './room.ts'
import { stored } from './stored.ts'
import { chatTables } from './tables.ts'
import type { ChatWrites } from './tables.ts'
import { WORDS, WordList } from './word-list.ts'
import type { Words } from './word-list.ts'

export interface ChatOptions extends ModerationOptions {
  readonly words?: Words
  readonly flood?: FloodLimits
}

/** For an app that has its own moderation. */
export const chatWith = (options: ChatOptions) => {
  const guard = { words: new WordList(options.words ?? WORDS), flood: options.flood ?? FLOOD }
  return defineRoom<ChatContract, ChatWrites>({
    contract: chatContract,
    tickHz: 60,
    maxMembers: CHAT.seatsMax,
    idleMs: 60_000,
    authorize,
    tables: chatTables,
    stored,
    queries: chatQueries,
    watchable,
    files: chatFiles,
    exports: chatExports,
    load: loadWith(options),
    retold,
    limits: {
      create: { perSecond: 0.5, burst: 10 },
      change: { perSecond: 0.5, burst: 10 },
      add: { perSecond: 0.5, burst: 10 },
      invite: { perSecond: 0.2, burst: 10 },
      send: { perSecond: 10, burst: 20 },
      edit: { perSecond: 5, burst: 10 },
      delete: { perSecond: 5, burst: 20 },
      react: { perSecond: 5, burst: 20 },
      pin: { perSecond: 1, burst: 5 },
      report: { perSecond: 0.1, burst: 5 },
      read: { perSecond: 5, burst: 20 },
      notify: { perSecond: 1, burst: 10 },
      typing: { perSecond: 2, burst: 10 },
      presence: { perSecond: 1, burst: 10 },
      rename: { perSecond: 0.1, burst: 3 },
    },
    // What this kind's stored() has read.
    open: (ctx, read) => new ChatRoom(ctx, read as Stored | undefined, guard),
    bot: (random) => new ChatBot(random),
  })
}

export const chat = chatWith({})
