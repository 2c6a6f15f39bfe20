/** Who may do what in which channel: one table, and the one function that reads it. */
import type { ChannelRole, ChannelType } from '../../../shared/chat/types.ts'
import type { Commands } from '../../../shared/contract.ts'
import type { ChatContract } from '../../../shared/chat/contract.ts'

/** Every command, and what a command may need beside itself. */
export type Act =
  | keyof Commands<ChatContract>
  /** To delete what somebody else has written. */
  | 'deleteAny'
  /** To change how long messages are kept, and who finds the channel. */
  | 'keeping'
  /** To write as often as one likes. */
  | 'hurry'
  /** To call everybody in a channel of more than CHAT.broadMentionMax members. */
  | 'callAll'

/** The least that one must be; `nobody` is more than anybody. */
type Least = ChannelRole | 'nobody'

interface Rule {
  readonly direct: Least
  readonly group: Least
  readonly public: Least
  /** Still so in an archived channel. */
  readonly archived?: true
  /** Not by whom a moderator has silenced, nor, in a direct channel, by whom the other one blocks. */
  readonly voice?: true
}

export const RIGHTS: Readonly<Record<Act, Rule>> = {
  create: { direct: 'visitor', group: 'visitor', public: 'visitor', archived: true },
  change: { direct: 'nobody', group: 'moderator', public: 'moderator' },
  keeping: { direct: 'nobody', group: 'owner', public: 'owner' },
  archive: { direct: 'nobody', group: 'owner', public: 'owner', archived: true },

  enter: { direct: 'nobody', group: 'nobody', public: 'visitor' },
  quit: { direct: 'nobody', group: 'member', public: 'member', archived: true },
  add: { direct: 'nobody', group: 'member', public: 'moderator', voice: true },
  invite: { direct: 'nobody', group: 'moderator', public: 'member', voice: true },
  uninvite: { direct: 'nobody', group: 'moderator', public: 'moderator', archived: true },
  role: { direct: 'nobody', group: 'owner', public: 'owner', archived: true },
  kick: { direct: 'nobody', group: 'moderator', public: 'moderator', archived: true },
  mute: { direct: 'nobody', group: 'moderator', public: 'moderator', archived: true },
  ban: { direct: 'nobody', group: 'moderator', public: 'moderator', archived: true },
  unban: { direct: 'nobody', group: 'moderator', public: 'moderator', archived: true },
  block: { direct: 'member', group: 'nobody', public: 'nobody', archived: true },

  send: { direct: 'member', group: 'member', public: 'member', voice: true },
  edit: { direct: 'member', group: 'member', public: 'member', voice: true },
  delete: { direct: 'member', group: 'member', public: 'member', archived: true },
  deleteAny: { direct: 'nobody', group: 'moderator', public: 'moderator', archived: true },
  react: { direct: 'member', group: 'member', public: 'member', voice: true },
  pin: { direct: 'member', group: 'member', public: 'moderator', voice: true },
  hurry: { direct: 'member', group: 'moderator', public: 'moderator' },
  callAll: { direct: 'member', group: 'moderator', public: 'moderator' },
  report: { direct: 'nobody', group: 'member', public: 'member', archived: true },
  settle: { direct: 'nobody', group: 'moderator', public: 'moderator', archived: true },
  release: { direct: 'nobody', group: 'moderator', public: 'moderator' },

  read: { direct: 'member', group: 'member', public: 'member', archived: true },
  notify: { direct: 'member', group: 'member', public: 'member', archived: true },
  typing: { direct: 'member', group: 'member', public: 'member', voice: true },
  presence: { direct: 'member', group: 'member', public: 'visitor', archived: true },
  rename: { direct: 'member', group: 'member', public: 'member', voice: true },
}

const RANKS: Readonly<Record<Least, number>> = { visitor: 0, member: 1, moderator: 2, owner: 3, nobody: 4 }

/** Above the other: who is not, cannot kick, mute or ban them. */
export const outranks = (role: ChannelRole, other: ChannelRole): boolean => RANKS[role] > RANKS[other]

export interface Where {
  readonly type: ChannelType
  readonly archived: boolean
}

/** Why not, in a few words; null: they may. */
export const whyNot = (act: Act, where: Where, role: ChannelRole, muted: boolean, blocked: boolean): string | null => {
  const rule = RIGHTS[act]
  if (RANKS[role] < RANKS[rule[where.type]]) return 'your role here does not allow this'
  if (where.archived && rule.archived !== true) return 'the channel is archived'
  if (rule.voice === true) {
    if (muted) return 'you are muted here'
    if (blocked) return 'you are blocked here'
  }
  return null
}
