/** Everything that can be asked of channels. */
import { channels, discover } from './hall.ts'
import { history, thread } from './history.ts'
import { bans, members } from './members.ts'
import { audit, held, invites, reports } from './moderation.ts'
import { direct, invitation, people } from './people.ts'
import { search, searchAll } from './search.ts'
import { message, pins, reactions, revisions } from './single-message.ts'
import type { ChatQueries } from './view.ts'

export const chatQueries: ChatQueries = {
  history,
  thread,
  message,
  revisions,
  reactions,
  pins,
  members,
  invites,
  bans,
  reports,
  held,
  audit,
  channels,
  discover,
  people,
  direct,
  invitation,
  search,
  searchAll,
}
