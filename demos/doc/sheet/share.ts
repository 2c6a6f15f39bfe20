/** Who may do what here: people, links, everybody; and whose it is. */
import type { DocDesk, DocProvider, DocRole, Grant, ShareLink } from '@tutti/client/doc'
import { avatar } from '../../shell/avatar.ts'
import { element } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import { toast } from '../../shell/notice.ts'
import { choice, confirmDialog, openDialog } from '../../shell/overlay/dialog.ts'
import { refused } from '../../shell/refused.ts'
import { untilOf } from '../../shell/words.ts'
import { docAddress } from '../address.ts'
import type { Mentionable } from '../editor/mentions.ts'
import { makeLinkForm } from './share-link.ts'
import { acquaintances, makePersonForm } from './share-person.ts'
import { GIVEN, ROLE_WORDS } from './roles.ts'

type Given = Exclude<DocRole, 'owner'>

export interface Sharing {
  readonly provider: DocProvider
  readonly desk: DocDesk
  readonly me: string
  readonly people: () => readonly Mentionable[]
  readonly nameOf: (user: string) => string
}

export const openShare = (sheet: Sharing): void => {
  const { provider, me } = sheet
  const { access, room } = provider
  const owner = provider.role === 'owner'
  const people = element('div', { class: 'share-rows' })
  const links = element('div', { class: 'share-rows' })
  const open = element('div', { class: 'share-row' })
  const add = element('div', { class: 'share-rows' })

  let friends: readonly Mentionable[] = []
  const person = owner
    ? makePersonForm(
        (user, role, name) => access.share(user, role, name === '' ? undefined : name).then(refresh),
        refused('They were not added'),
      )
    : undefined
  const refresh = async (): Promise<void> => {
    const now = await access.list()
    const known = new Set([...now.grants.map(({ user }) => user), provider.info?.owner ?? ''])
    const ownerRow = now.grants.some(({ role }) => role === 'owner')
      ? []
      : [{ user: provider.info?.owner ?? '', name: sheet.nameOf(provider.info?.owner ?? ''), role: 'owner' as const }]
    people.replaceChildren(...[...ownerRow, ...now.grants].map(personRow))
    const others = sheet.people().filter(({ id }) => !known.has(id))
    add.replaceChildren(...(owner ? others.map((one) => addRow(one.id, one.name)) : []))
    if (add.childElementCount > 0) add.prepend(element('h3', {}, 'Here, and not in the list'))
    const offered = new Map([...friends, ...others].map((one) => [one.id, one]))
    person?.offer([...offered.values()].filter(({ id }) => !known.has(id) && id !== me))
    links.replaceChildren(...now.links.map(linkRow))
    open.replaceChildren(...publicRow(now.public))
  }
  const did = (what: Promise<unknown>): void => {
    what.then(refresh).catch((error: unknown) => {
      refused('This was not changed')(error)
      refresh().catch(() => undefined)
    })
  }

  const personRow = ({ user, name: known, role }: Grant): HTMLElement => {
    // Named by their id, and not come yet.
    const name = known === '' ? user : known
    const mine = user === me
    const row = element(
      'div',
      { class: 'share-row', 'data-user': user },
      avatar(user, name, 'small'),
      element('span', { class: 'share-name' }, mine ? `${name} (you)` : name),
    )
    if (role === 'owner' || !owner) row.append(element('span', { class: 'quiet' }, ROLE_WORDS[role]))
    else {
      const select = choice([...GIVEN, ['transfer', 'Make owner…'], ['none', 'Take off the list']], role)
      select.setAttribute('aria-label', `What ${name} may do`)
      select.addEventListener('change', () => {
        if (select.value === 'transfer') transfer(user, name, () => (select.value = role))
        else did(access.share(user, select.value === 'none' ? null : (select.value as Given), name))
      })
      row.append(select)
    }
    return row
  }
  const transfer = (user: string, name: string, undo: () => void): void => {
    undo()
    confirmDialog(
      `Give this document to ${name}?`,
      `${name} becomes its owner, and only ${name} can give it back. You can go on editing.`,
      'Make owner',
      () => access.transfer(user).then(() => dialog.close()),
    )
  }
  const addRow = (user: string, name: string): HTMLElement => {
    const select = choice(GIVEN, 'editor')
    select.setAttribute('aria-label', `What ${name} will be able to do`)
    return element(
      'div',
      { class: 'share-row' },
      avatar(user, name, 'small'),
      element('span', { class: 'share-name' }, name),
      select,
      element(
        'button',
        { class: 'button small', type: 'button', click: () => did(access.share(user, select.value as Given, name)) },
        'Add',
      ),
    )
  }
  const publicRow = (role: DocRole | null): readonly HTMLElement[] => {
    const sign = element('span', { class: 'share-sign' }, icon(role === null ? 'lock' : 'people'))
    const words = element('span', { class: 'share-name' }, 'Everybody who has the address')
    if (!owner) return [sign, words, element('span', { class: 'quiet' }, role === null ? 'Nothing' : ROLE_WORDS[role])]
    const select = choice([['none', 'Nothing'], ...GIVEN], role ?? 'none')
    select.setAttribute('aria-label', 'What everybody may do who has the address')
    select.addEventListener('change', () =>
      did(access.publish(select.value === 'none' ? null : (select.value as Given))),
    )
    return [sign, words, select]
  }
  const linkRow = (link: ShareLink): HTMLElement => {
    const notes = [
      ROLE_WORDS[link.role],
      ...(link.password ? ['with a password'] : []),
      ...(link.expiresAt === null ? [] : [untilOf(link.expiresAt)]),
    ]
    const take = (): void => did(access.unlink(link.code))
    return element(
      'div',
      { class: 'share-row' },
      element('span', { class: 'share-sign' }, icon('link')),
      element('span', { class: 'share-name' }, notes.join(', ')),
      copyButton('Copy', docAddress(room, link.code)),
      element(
        'button',
        {
          class: 'icon-button small',
          type: 'button',
          'aria-label': 'End this link',
          title: 'End this link',
          click: take,
        },
        icon('trash'),
      ),
    )
  }
  const form = owner ? makeLinkForm((role, options) => access.link(role, options).then(refresh)) : undefined
  const leave = (): void =>
    confirmDialog('Leave this document?', 'It goes from your list, and your role with it.', 'Leave', () =>
      access.leave(),
    )
  const dialog = openDialog({
    title: 'Share',
    wide: true,
    body: [
      element('h3', {}, 'People'),
      people,
      add,
      ...(person === undefined ? [] : [person.root, ownId(me)]),
      element('h3', {}, 'Everybody'),
      open,
      element('div', { class: 'share-row' }, copyButton('Copy the address', docAddress(room))),
      element('h3', { hidden: !owner }, 'Links that carry a role'),
      links,
      ...(form === undefined ? [] : [form]),
      ...(owner
        ? []
        : [element('button', { class: 'as-link', type: 'button', click: leave }, 'Take me off this document')]),
    ],
  })
  dialog.root.classList.add('share')
  refresh().catch(refused('Who may do what could not be read'))
  if (owner)
    acquaintances(sheet.desk).then(
      (found) => {
        friends = found
        return refresh()
      },
      () => undefined,
    )
  const off = provider.on('info', () => void refresh().catch(() => undefined))
  dialog.root.addEventListener('close', off)
}

/** Whom to name is asked of themselves: nobody can look others up. */
const ownId = (me: string): HTMLElement =>
  element(
    'p',
    { class: 'quiet small-words share-id' },
    'Everybody finds their id here, and where a document is not theirs to read. Yours is ',
    element('code', {}, me),
    '. A guest’s lives in one browser: to reach somebody wherever they sit, make a link.',
  )

const copyButton = (label: string, text: string): HTMLElement => {
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => toast({ text: 'Copied.' }),
      () => toast({ text: `This browser copies nothing by itself. The address is ${text}` }),
    )
  }
  return element(
    'button',
    { class: 'button small', type: 'button', 'data-address': text, click: copy },
    icon('copy'),
    label,
  )
}
