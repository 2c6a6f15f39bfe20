/** Adds people to a group. */
import type { Talk } from '../desk.ts'
import { openDialog } from '../../shell/overlay/dialog.ts'
import { makePickPeople } from './pick-people.ts'

export const openAdd = (talk: Talk): void => {
  const people = makePickPeople(
    talk.desk.hall,
    (user) => user === talk.channel.me.user || talk.channel.people.has(user),
  )
  openDialog({
    title: `Add people to ${talk.channel.channel?.title ?? 'the group'}`,
    body: [people.root],
    action: 'Add',
    run: async () => {
      const users = [...people.picked.keys()]
      if (users.length === 0) throw new Error('pick somebody first')
      await talk.channel.command('add', { users })
    },
  })
}
