/** What a channel is, and, for those who may, what it shall be. */
import { element } from '../../shell/dom.ts'
import { toast } from '../../shell/notice.ts'
import { CHAT } from '../../../shared/chat/rules.ts'
import type { Talk } from '../desk.ts'
import { choice, confirmDialog, field } from '../../shell/overlay/dialog.ts'
import { refused } from '../../shell/refused.ts'
import { isModerator, isOwner } from '../rights.ts'
import { countOf, lengthOf, wholeTime } from '../../shell/words.ts'
import type { Panel } from './panels.ts'

const SLOW = [
  [0, 'Off'],
  [5_000, '5 seconds'],
  [10_000, '10 seconds'],
  [30_000, '30 seconds'],
  [60_000, '1 minute'],
  [300_000, '5 minutes'],
] as const

const RETENTION = [
  [0, 'For good'],
  [7, '7 days'],
  [30, '30 days'],
  [90, '90 days'],
  [365, '1 year'],
] as const

export const makeAbout = (talk: Talk): Panel => {
  const { channel } = talk
  const body = element('div', { class: 'side-body about' })
  const draw = (): void => {
    const editing = body.contains(document.activeElement) && document.activeElement?.matches('input, textarea, select')
    if (editing !== true) body.replaceChildren(...facts(talk), ...(isModerator(channel) ? settings(talk) : []))
  }
  const offs = [channel.on('channel', draw), channel.on('me', draw)]
  draw()
  return {
    title: () => (channel.channel?.type === 'direct' ? 'About' : 'Channel details'),
    body,
    close: () => offs.forEach((off) => off()),
  }
}

const facts = (talk: Talk): readonly HTMLElement[] => {
  const info = talk.channel.channel
  if (info === null) return []
  const kinds = {
    public: info.listed ? 'Public: everybody can find it and read it' : 'Public, but not listed: found by its link',
    group: 'Group: only members can read it',
    direct: 'Direct: the two of you alone',
  }
  const creator = element('span', { 'data-name-of': info.createdBy }, talk.desk.names.of(info.createdBy))
  const row = (label: string, ...value: readonly (Node | string)[]): HTMLElement =>
    element('div', {}, element('dt', {}, label), element('dd', {}, ...value))
  return [
    element(
      'dl',
      { class: 'facts' },
      row('Kind', kinds[info.type]),
      ...(info.topic === '' || isModerator(talk.channel) ? [] : [row('Topic', info.topic)]),
      row('Created', wholeTime(info.createdAt), ' by ', creator),
      ...(info.type === 'direct' ? [] : [row('Members', countOf(talk.channel.crowd.members, 'member'))]),
      ...(info.slowMs > 0 ? [row('Slow mode', `One message every ${lengthOf(info.slowMs)}`)] : []),
      ...(info.retentionDays > 0 ? [row('Kept', countOf(info.retentionDays, 'day'))] : []),
    ),
  ]
}

const settings = (talk: Talk): readonly HTMLElement[] => {
  const { channel } = talk
  const info = channel.channel
  if (info === null || info.type === 'direct') return []
  const title = element('input', { class: 'field', maxlength: CHAT.titleMax, value: info.title, required: true })
  const topic = element('textarea', { class: 'field', maxlength: CHAT.topicMax, rows: 2 }, info.topic)
  const slow = choice(SLOW, info.slowMs)
  const kept = choice(RETENTION, info.retentionDays)
  const listed = element('input', { type: 'checkbox', checked: info.listed })
  const save = element('button', { class: 'button act', type: 'submit' }, 'Save')
  const form = element(
    'form',
    { class: 'settings', 'aria-label': 'Settings' },
    element('h3', {}, 'Settings'),
    field('Title', title),
    field('Topic', topic),
    field('Slow mode', slow, 'How long a member waits between two messages.'),
    ...(isOwner(channel) ? [field('Messages are kept', kept)] : []),
    ...(info.type === 'public' && isOwner(channel)
      ? [element('label', { class: 'check' }, listed, element('span', {}, 'Listed: can be found by everybody'))]
      : []),
    save,
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    save.disabled = true
    const wanted = {
      ...(title.value.trim() !== info.title && title.value.trim() !== '' ? { title: title.value.trim() } : {}),
      ...(topic.value.trim() !== info.topic ? { topic: topic.value.trim() } : {}),
      ...(Number(slow.value) === info.slowMs ? {} : { slowMs: Number(slow.value) }),
      ...(Number(kept.value) === info.retentionDays ? {} : { retentionDays: Number(kept.value) }),
      ...(info.type !== 'public' || listed.checked === info.listed ? {} : { listed: listed.checked }),
    }
    save.blur()
    channel
      .command('change', wanted)
      .then(() => toast({ text: 'Saved.' }), refused('This was not saved'))
      .finally(() => (save.disabled = false))
  })
  const archive = async (): Promise<unknown> => await channel.command('archive', { on: !info.archived })
  const ask = (): void => {
    if (info.archived) return void archive().catch(refused('This was not changed'))
    confirmDialog(
      `Archive ${info.title}?`,
      'Everything can still be read and searched; nobody can write until it is opened again.',
      'Archive',
      archive,
    )
  }
  const archived = element('button', { class: 'button', click: ask }, info.archived ? 'Open it again' : 'Archive…')
  archived.hidden = !isOwner(channel)
  if (info.archived) for (const control of form.elements) control.toggleAttribute('disabled', true)
  return [form, archived]
}
