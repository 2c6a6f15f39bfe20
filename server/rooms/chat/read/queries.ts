/** Everything that can be asked of channels. */
import { TuttiError } from '../../../../shared/errors.ts'
import { channels, discover } from './hall.ts'
import { history, thread } from './history.ts'
import { bans, members } from './members.ts'
import { audit, held, invites, reports } from './moderation.ts'
import { direct, invitation, people } from './people.ts'
import { message, pins, reactions, revisions } from './single-message.ts'
import type { ChatQueries } from './view.ts'

const notYet = () => Promise.reject(new TuttiError('unavailable'))

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
  search: notYet,
  searchAll: notYet,
}
