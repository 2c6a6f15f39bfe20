/** The channels that a client has open, for the hall: it shows them as they are, not as their badges were. */
import { Listeners } from '../listeners.ts'
import type { ChatChannel } from './types.ts'

export class OpenChannels {
  readonly all = new Map<string, ChatChannel>()
  readonly changed = new Listeners<[]>()

  add(channel: ChatChannel): void {
    this.all.set(channel.room, channel)
    this.changed.emit()
  }

  remove(channel: ChatChannel): void {
    if (this.all.get(channel.room) !== channel) return
    this.all.delete(channel.room)
    this.changed.emit()
  }
}

const byClient = new WeakMap<object, OpenChannels>()

export const openChannelsOf = (client: object): OpenChannels => {
  let open = byClient.get(client)
  if (open === undefined) byClient.set(client, (open = new OpenChannels()))
  return open
}
