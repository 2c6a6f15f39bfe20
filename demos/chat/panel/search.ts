/** Finds messages in the channel, or in all of mine, by their words, their author, what they carry and when they were written. */
import type { Message } from '../../../shared/chat/types.ts'
import { element } from '../../shell/dom.ts'
import { loading } from '../../shell/notice.ts'
import type { Talk } from '../desk.ts'
import { choice, field } from '../../shell/overlay/dialog.ts'
import { refused } from '../../shell/refused.ts'
import { drawHit, drawHitIn } from './hits.ts'
import type { Panel } from './panels.ts'

const PATIENCE_MS = 250
const DAY_MS = 86_400_000

interface Found {
  readonly rows: readonly HTMLElement[]
  readonly next: string | number | null
}

export const makeSearch = (talk: Talk): Panel => {
  const { channel } = talk
  const words = element('input', {
    class: 'field',
    type: 'search',
    maxlength: 200,
    placeholder: 'Words to find',
    'aria-label': 'Words to find',
  })
  const where = choice(
    [
      ['here', 'This channel'],
      ['all', 'All my channels'],
    ],
    'here',
  )
  const from = choice([['', 'Anybody'], ...authors(talk)], '')
  const has = choice(
    [
      ['', 'Anything'],
      ['file', 'A file'],
      ['link', 'A link'],
    ],
    '',
  )
  const since = element('input', { class: 'field', type: 'date' })
  const until = element('input', { class: 'field', type: 'date' })
  const list = element('div', { class: 'hits', role: 'list', 'aria-live': 'polite' })
  const more = element('button', { class: 'button small', hidden: true, click: () => run(next) }, 'Older')
  const filters = element(
    'details',
    { class: 'filters' },
    element('summary', {}, 'Filters'),
    element(
      'div',
      { class: 'filter-grid' },
      field('Where', where),
      field('From', from),
      field('Has', has),
      field('Since', since),
      field('Until', until),
    ),
  )
  let next: string | number | null = null
  let asked = 0
  let timer = 0

  const here = async (text: string, before: number | null): Promise<Found> => {
    const [sinceMs, untilMs] = [dayOf(since), dayOf(until)]
    const { hits, next: older } = await channel.query('search', {
      text,
      ...(from.value === '' ? {} : { from: from.value }),
      ...(has.value === 'file' || has.value === 'link' ? { has: has.value } : {}),
      ...(sinceMs === undefined ? {} : { sinceMs }),
      ...(untilMs === undefined ? {} : { untilMs: untilMs + DAY_MS }),
      ...(before === null ? {} : { before }),
      limit: 30,
    })
    return { rows: hits.map((hit: Message) => drawHit(hit, talk, text)), next: older }
  }
  const everywhere = async (text: string, before: string | null): Promise<Found> => {
    const { hits, next: older } = await talk.desk.hall.query('searchAll', {
      text,
      ...(from.value === '' ? {} : { from: from.value }),
      ...(before === null ? {} : { before }),
      limit: 30,
    })
    return { rows: hits.map((hit) => drawHitIn(hit, talk, text)), next: older }
  }
  const find = async (before: string | number | null): Promise<void> => {
    const mine = ++asked
    const text = words.value.trim()
    if (text === '') {
      list.replaceChildren(hint('Find what was said here. Words can be half written; all of them must be there.'))
      more.hidden = true
      return
    }
    const all = where.value === 'all'
    // A channel's pages go by numbers of messages, those of all by their times.
    const answer = await loading(all ? everywhere(text, before as string | null) : here(text, before as number | null))
    if (mine !== asked) return
    if (before === null) list.replaceChildren(...answer.rows)
    else list.append(...answer.rows)
    next = answer.next
    more.hidden = next === null
    if (list.childElementCount === 0) list.append(hint(`Nothing ${all ? 'in your channels' : 'here'} says “${text}”.`))
  }
  const run = (before: string | number | null): void => void find(before).catch(refused('The search did not work'))
  const soon = (): void => {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => run(null), PATIENCE_MS)
  }
  where.addEventListener('input', () => {
    for (const control of [has, since, until]) control.disabled = where.value === 'all'
  })
  for (const control of [words, where, from, has, since, until]) control.addEventListener('input', soon)
  run(null)
  return {
    title: () => 'Search',
    body: element('div', { class: 'side-body' }, words, filters, list, more),
    shown: () => words.focus(),
    close: () => window.clearTimeout(timer),
  }
}

const hint = (text: string): HTMLElement => element('p', { class: 'quiet' }, text)

const authors = (talk: Talk): readonly (readonly [string, string])[] => {
  const { channel } = talk
  const known = new Map([[channel.me.user, 'Me']])
  for (const line of channel.lines) if (line.system === undefined && !known.has(line.by)) known.set(line.by, line.name)
  for (const { user, name } of channel.people.values()) if (!known.has(user)) known.set(user, name)
  return [...known].sort((a, b) => a[1].localeCompare(b[1]))
}

const dayOf = (input: HTMLInputElement): number | undefined => {
  const [year, month, day] = input.value.split('-').map(Number)
  if (year === undefined || month === undefined || day === undefined || year < 1971) return undefined
  return new Date(year, month - 1, day).getTime()
}
