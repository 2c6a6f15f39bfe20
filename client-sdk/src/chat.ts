/** @tutti/client/chat: channels as a page wants them: lines, people, unread, and nothing lost on the way. */
import { Channel } from './chat/channel.ts'
import { Hall } from './chat/hall.ts'
import { idbStore } from './chat/idb-store.ts'
import { memoryStore } from './chat/store.ts'
import type { ChannelOptions, ChatChannel, ChatClient, ChatHall, HallClient } from './chat/types.ts'

export type {
  ChatAnswer,
  ChatCommand,
  ChatCommands,
  ChatQueries,
  ChatQueryAnswer,
  ChatQueryBody,
  ChatQueryName,
  CreateBody,
  FileInput,
  SendAnswer,
} from './chat/asking.ts'
export { idbStore } from './chat/idb-store.ts'
export { memoryStore } from './chat/store.ts'
export type { ChatStore, UnsentMessage } from './chat/store.ts'
export type {
  ChannelOptions,
  ChatChannel,
  ChatClient,
  ChatEvent,
  ChatHall,
  ChatLine,
  HallClient,
  LineView,
  SendExtra,
  ThreadView,
  Typing,
} from './chat/types.ts'
export { directRoom, mentionsIn } from '../../shared/chat/rules.ts'

/** Opens a channel. Rejects with TuttiError where the host will not have us in, or `create` is refused. */
export const openChannel = async (
  client: ChatClient,
  room: string,
  options: ChannelOptions = {},
): Promise<ChatChannel> => {
  const { create, invite, status, store = idbStore() } = options
  const seat = await client.join('chat', room, {
    ...(create !== undefined && { create: true }),
    ...(create?.with !== undefined && { with: create.with }),
    ...(invite !== undefined && { invite }),
    ...(status !== undefined && { status }),
  })
  const channel = new Channel(client, seat, store ?? memoryStore())
  try {
    if (create !== undefined && channel.channel === null) await channel.create(create)
    await channel.restore()
    return channel
  } catch (thrown) {
    channel.close()
    throw thrown
  }
}

/** The list of my channels. */
export const openHall = (client: HallClient): ChatHall => new Hall(client)
