/** What I am notified of, where, and when not. */
import type { Inbox, NoticeType, OutChannel, Preference } from '@tutti/client/inbox'
import { element, show } from '../../shell/dom.ts'
import { choice, field, openDialog } from '../../shell/overlay/dialog.ts'
import { refused } from '../../shell/refused.ts'
import { addPush, canPush } from './push.ts'

const TYPES: readonly (readonly [NoticeType, string])[] = [
  ['mention', 'Mentions'],
  ['direct', 'Direct messages'],
  ['invitation', 'Invitations'],
  ['match', 'Matches'],
  ['order', 'Orders'],
  ['system', 'From the host'],
]
const WAYS: readonly (readonly [OutChannel, string])[] = [
  ['push', 'Push'],
  ['email', 'Mail'],
  ['webhook', 'Webhook'],
]

export const openSettings = (inbox: Inbox): void => {
  const rows = element('div', {})
  const places = element('ul', { class: 'places' })
  const draw = (): void => {
    rows.replaceChildren(preferences(inbox))
    places.replaceChildren(...inbox.targets.map((target) => place(inbox, target)))
    show(places, inbox.targets.length > 0)
  }
  draw()
  const off = inbox.on('settings', draw)
  const { root } = openDialog({
    title: 'What you hear of',
    wide: true,
    body: [rows, quiet(inbox), element('h3', {}, 'Where to, outside of this page'), places, adding(inbox)],
  })
  root.addEventListener('close', () => off())
}

const preferences = (inbox: Inbox): HTMLElement => {
  const head = element(
    'tr',
    {},
    element('th', {}),
    element('th', { scope: 'col' }, 'Here'),
    ...WAYS.map(([, name]) => element('th', { scope: 'col' }, name)),
  )
  const body = TYPES.map(([type, name]) => {
    const now = inbox.preferences.find((one) => one.type === type) ?? { type, show: true, out: [] }
    const tick = (label: string, on: boolean, wish: (on: boolean) => Preference): HTMLElement => {
      const box = element('input', { type: 'checkbox', 'aria-label': `${name}: ${label}`, checked: on })
      box.addEventListener('change', () => {
        inbox.prefer(wish(box.checked)).catch((error: unknown) => {
          box.checked = !box.checked
          refused('This stays as it was')(error)
        })
      })
      return element('td', {}, box)
    }
    return element(
      'tr',
      {},
      element('th', { scope: 'row' }, name),
      tick('here', now.show, (on) => ({ ...now, show: on })),
      ...WAYS.map(([way, label]) =>
        tick(label, now.out.includes(way), (on) => ({
          ...now,
          out: on ? [...now.out, way] : now.out.filter((one) => one !== way),
        })),
      ),
    )
  })
  return element('table', { class: 'wishes' }, element('thead', {}, head), element('tbody', {}, ...body))
}

const quiet = (inbox: Inbox): HTMLElement => {
  const time = (minutes: number): HTMLInputElement => {
    const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
    const value = `${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`
    return element('input', { class: 'field', type: 'time', value })
  }
  const [from, to] = [time(inbox.quiet.from), time(inbox.quiet.to)]
  const keep = (): void => {
    const [start, end] = [minutesOf(from), minutesOf(to)]
    if (start === undefined || end === undefined) return
    // Browsers count minutes west of UTC.
    const zone = -new Date().getTimezoneOffset()
    inbox.setQuiet({ from: start, to: end, zone }).catch(refused('The quiet hours stay as they were'))
  }
  for (const input of [from, to]) input.addEventListener('change', keep)
  return element(
    'div',
    { class: 'quiet-hours' },
    field('Quiet from', from),
    field('until', to, 'Nothing leaves the house then. The same time twice: never quiet.'),
  )
}

const minutesOf = (input: HTMLInputElement): number | undefined => {
  const [hours, minutes] = input.value.split(':').map(Number)
  return hours === undefined || minutes === undefined ? undefined : hours * 60 + minutes
}

const place = (inbox: Inbox, target: Inbox['targets'][number]): HTMLElement => {
  const away = element(
    'button',
    {
      class: 'button small',
      type: 'button',
      'aria-label': `Remove ${target.label}`,
      click: () => void inbox.removeTarget(target.id).catch(refused('It was not removed')),
    },
    'Remove',
  )
  const name = WAYS.find(([way]) => way === target.channel)?.[1] ?? target.channel
  const line = element('li', {}, element('b', {}, name), element('span', {}, target.label), away)
  if (target.pending !== true) return line
  const code = element('input', {
    class: 'field',
    placeholder: 'Code from the mail',
    'aria-label': 'Code',
    maxlength: 20,
  })
  const confirm = element(
    'button',
    {
      class: 'button small act',
      type: 'button',
      click: () => void inbox.confirmTarget(target.id, code.value.trim()).catch(refused('That code was not taken')),
    },
    'Confirm',
  )
  line.append(code, confirm)
  return line
}

const adding = (inbox: Inbox): HTMLElement => {
  const way = choice(
    [
      ['webhook', 'Webhook'],
      ['email', 'Mail address'],
    ],
    'webhook',
  )
  const address = element('input', {
    class: 'field',
    placeholder: 'https://…',
    'aria-label': 'Address',
    maxlength: 2000,
  })
  way.addEventListener('change', () => (address.placeholder = way.value === 'email' ? 'me@example.org' : 'https://…'))
  const secret = element('p', { class: 'quiet', hidden: true })
  const add = element(
    'button',
    {
      class: 'button',
      type: 'button',
      click: () => {
        const channel = way.value === 'email' ? 'email' : 'webhook'
        inbox.addTarget(channel, address.value.trim()).then((added) => {
          address.value = ''
          show(secret, added.secret !== undefined)
          secret.textContent = `It signs with ${added.secret ?? ''}: keep that now, it is not shown again.`
        }, refused('It was not added'))
      },
    },
    'Add',
  )
  const push = element(
    'button',
    {
      class: 'button',
      type: 'button',
      hidden: true,
      click: () => void addPush(inbox).catch(refused('This browser was not added')),
    },
    'This browser',
  )
  void canPush(inbox).then((can) => show(push, can))
  return element('div', { class: 'adding' }, way, address, add, push, secret)
}
