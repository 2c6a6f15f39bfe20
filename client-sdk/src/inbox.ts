/** @tutti/client/inbox: what a user is notified of, on every device. */
import { TuttiError } from '../../shared/errors.ts'
import { inboxRoom } from '../../shared/inbox/notices.ts'
import { Box } from './inbox/box.ts'
import type { Inbox, InboxClient } from './inbox/types.ts'

export type { Inbox, InboxClient, InboxEvent } from './inbox/types.ts'
export type {
  Added,
  Notice,
  NoticeType,
  OutChannel,
  Preference,
  QuietHours,
  Target,
} from '../../shared/inbox/notices.ts'

/** A client sits once in its user's inbox, whoever asks for it. */
interface Shared {
  readonly box: Promise<Box>
  holders: number
}
const open = new WeakMap<object, Shared>()

/** The inbox of the client's user. Opened again, it is the same one; it is left when all who opened it have closed it. */
export const openInbox = async (client: InboxClient): Promise<Inbox> => {
  const known = open.get(client)
  const shared: Shared = known ?? { box: enter(client, () => release()), holders: 0 }
  const release = (): void => {
    if (--shared.holders > 0) return
    if (open.get(client) === shared) open.delete(client)
    shared.box.then((box) => box.leave()).catch(() => {})
  }
  if (known === undefined) open.set(client, shared)
  shared.holders++
  try {
    return await shared.box
  } catch (thrown) {
    if (open.get(client) === shared) open.delete(client)
    throw thrown
  }
}

const enter = async (client: InboxClient, closed: () => void): Promise<Box> => {
  await client.ready()
  const { user } = client
  if (user === undefined) throw new TuttiError('unavailable')
  return new Box(client, await client.join('inbox', inboxRoom(user.id)), closed)
}
