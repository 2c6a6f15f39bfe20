/** The lists on the moderators' desk: each row a case, with what can be decided about it. */
import type { AuditEntry } from '../../../shared/chat/types.ts'
import { element } from '../../shell/dom.ts'
import { inviteAddress } from '../address.ts'
import type { Talk } from '../desk.ts'
import { refused } from '../../shell/refused.ts'
import { countOf, untilOf, whenShort, wholeTime } from '../../shell/words.ts'

type Rows = Promise<readonly HTMLElement[]>

const empty = (text: string): HTMLElement => element('p', { class: 'quiet' }, text)

/** `me`: how I am called there. Names may change while they are read; I stay who I am. */
const person = (talk: Talk, user: string, me = 'you'): HTMLElement =>
  user === talk.channel.me.user
    ? element('b', {}, me)
    : element('b', { 'data-name-of': user }, talk.desk.names.of(user))

const when = (at: number): HTMLElement => {
  const time = element('time', { datetime: new Date(at).toISOString() }, whenShort(at))
  time.title = wholeTime(at)
  return time
}

const act = (label: string, run: () => Promise<unknown>, again: () => void, danger = false): HTMLElement =>
  element(
    'button',
    {
      class: danger ? 'button small danger' : 'button small',
      click: () => void run().then(() => again(), refused('This was not done')),
    },
    label,
  )

const card = (head: readonly (Node | string)[], text: string, ...foot: readonly (Node | string)[]): HTMLElement =>
  element(
    'article',
    { class: 'case' },
    element('header', {}, ...head),
    ...(text === '' ? [] : [element('blockquote', {}, text)]),
    ...(foot.length === 0 ? [] : [element('footer', {}, ...foot)]),
  )

export const drawReports = async (talk: Talk, again: () => void): Rows => {
  const { channel } = talk
  const reports = await channel.query('reports', { open: true })
  if (reports.length === 0) return [empty('Nobody has reported anything.')]
  return reports.map((report) => {
    const settle = (verdict: 'dismiss' | 'remove') => async (): Promise<unknown> =>
      await channel.command('settle', { report: report.id, verdict })
    return card(
      [person(talk, report.by, 'You'), ' reports ', person(talk, report.author), when(report.at)],
      report.text,
      element('p', { class: 'case-why' }, report.reason),
      element('button', { class: 'button small', click: () => talk.jump(report.n) }, 'See it'),
      act('Dismiss', settle('dismiss'), again),
      act('Delete message', settle('remove'), again, true),
    )
  })
}

export const drawHeld = async (talk: Talk, again: () => void): Rows => {
  const { channel } = talk
  const held = await channel.query('held', {})
  if (held.length === 0)
    return [empty('Nothing is held. What moderation is not sure about waits here, unseen by others.')]
  return held.map((one) => {
    const release = (verdict: 'allow' | 'reject') => async (): Promise<unknown> =>
      await channel.command('release', { held: one.id, verdict })
    return card(
      [element('b', {}, one.name), ' wrote', when(one.at)],
      one.text,
      element('p', { class: 'case-why' }, one.why),
      act('Let it through', release('allow'), again),
      act('Reject', release('reject'), again, true),
    )
  })
}

export const drawBans = async (talk: Talk, again: () => void): Rows => {
  const { channel } = talk
  const bans = await channel.query('bans', {})
  if (bans.length === 0) return [empty('Nobody is banned.')]
  return bans.map((row) =>
    card(
      [element('b', {}, row.name), ` is banned ${untilOf(row.bannedUntil ?? 0)}`],
      row.reason ?? '',
      act('Let in again', async () => await channel.command('unban', { user: row.user }), again),
    ),
  )
}

export const drawInvites = async (talk: Talk, again: () => void): Rows => {
  const { channel } = talk
  const invites = await channel.query('invites', {})
  if (invites.length === 0) return [empty('No invitation is about.')]
  return invites.map((invite) => {
    const uses =
      invite.maxUses === 0 ? countOf(invite.uses, 'use') : `${invite.uses} of ${countOf(invite.maxUses, 'use')}`
    const ends = invite.expiresAt === 0 ? 'does not expire' : untilOf(invite.expiresAt)
    return card(
      [element('code', {}, inviteAddress(invite.code)), ' by ', person(talk, invite.by)],
      '',
      element('p', { class: 'case-why' }, `${uses}, ${ends}`),
      act('Withdraw', async () => await channel.command('uninvite', { code: invite.code }), again, true),
    )
  })
}

export const drawAudit = async (talk: Talk): Rows => {
  const rows: HTMLElement[] = []
  const page = async (before: string | undefined): Promise<readonly HTMLElement[]> => {
    const answer = await talk.channel.query('audit', before === undefined ? {} : { before })
    const made = answer.entries.map((entry) => auditRow(talk, entry))
    const { next } = answer
    if (next === null) return made
    const more = element('button', { class: 'button small' }, 'Older')
    more.addEventListener('click', () => {
      page(next).then((older) => more.replaceWith(...older), refused('The log could not be read'))
    })
    return [...made, more]
  }
  rows.push(...(await page(undefined)))
  return rows.length === 0 ? [empty('Nothing has been done here yet.')] : rows
}

/** What a command's name says to people. */
const DID: Readonly<Record<string, string>> = {
  create: 'created the channel',
  change: 'changed the channel',
  archive: 'archived or opened the channel',
  add: 'added',
  invite: 'made an invitation',
  uninvite: 'withdrew an invitation',
  role: 'gave a role to',
  kick: 'removed',
  mute: 'muted',
  ban: 'banned',
  unban: 'let in again',
  delete: 'deleted a message',
  pin: 'pinned or unpinned a message',
  settle: 'settled a report',
  release: 'decided about a held message',
}

const auditRow = (talk: Talk, entry: AuditEntry): HTMLElement => {
  const place =
    entry.n === undefined
      ? []
      : [element('button', { class: 'as-link', click: () => talk.jump(entry.n ?? 0) }, `#${entry.n}`)]
  const whom = entry.user === undefined ? [] : [' ', person(talk, entry.user)]
  return element(
    'article',
    { class: 'audit' },
    element('p', {}, person(talk, entry.by, 'You'), ` ${DID[entry.did] ?? entry.did}`, ...whom, ' ', ...place),
    element('small', {}, entry.detail ?? '', ' ', when(entry.at)),
  )
}
