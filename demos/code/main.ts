/** The code page: the same documents, as plain text in CodeMirror. */
import '../doc/style/doc.css'
import '../doc/style/sheet.css'
import '../doc/style/side.css'
import './code.css'
import { openDoc } from '@tutti/client/doc'
import type { CreateBody } from '@tutti/client/doc'
import { newRoom, ownAddress, parsePlace } from '../doc/address.ts'
import { drawRefused } from '../doc/sheet/refusal.ts'
import { openClient } from '../shell/client.ts'
import type { PageClient } from '../shell/client.ts'
import { byId } from '../shell/dom.ts'
import { toast } from '../shell/notice.ts'
import { reloadWhenRenamed } from '../shell/renamed.ts'
import { mountShell } from '../shell/shell.ts'
import { openCode } from './code.ts'

/** Whoever comes without an address gets a text that the second window may write in. */
const FRESH: CreateBody = { title: 'Scratch', public: 'editor' }

const shell = mountShell({ kind: 'Code' })
const root = byId('code')
reloadWhenRenamed(shell.identity)

const start = async (client: PageClient): Promise<void> => {
  await client.ready()
  const place = parsePlace(location.search)
  const room = place.room ?? newRoom()
  if (place.room === undefined) history.replaceState(null, '', ownAddress(room))
  const provider = openDoc(client, room, {
    user: client.user?.id,
    ...(place.room === undefined ? { create: FRESH } : {}),
    ...(place.link === undefined ? {} : { link: place.link }),
  })
  const code = openCode(shell, client, provider)
  root.replaceChildren(code.root)
  provider.on('gone', () => {
    code.close()
    const again = (): void => location.reload()
    root.replaceChildren(drawRefused(provider.error, () => location.assign('/doc/'), again))
  })
}

openClient(shell, (client) => {
  start(client).catch((error: unknown) => {
    toast({
      text: 'The code could not be opened. Reload the page, please.',
      code: error instanceof Error ? error.message : 'internal',
    })
  })
})
