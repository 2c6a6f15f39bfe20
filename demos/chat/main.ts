/** The chat's page: shell and connection, and whatever the chat makes of them. */
import './style/chat.css'
import './style/list.css'
import './style/channel.css'
import './style/timeline.css'
import './style/message.css'
import './style/composer.css'
import './style/panel.css'
import './style/overlay.css'
import './style/phone.css'
import { openClient } from '../shell/client.ts'
import { byId } from '../shell/dom.ts'
import { toast } from '../shell/notice.ts'
import { mountShell } from '../shell/shell.ts'
import { startPage } from './page.ts'
import type { ChatPage } from './page.ts'

const shell = mountShell({ kind: 'Chat' })
const root = byId('chat')
let page: Promise<ChatPage | undefined> = Promise.resolve(undefined)

openClient(shell, (client) => {
  // A client that replaces another, as somebody else: everything anew.
  page = page.then(async (before) => {
    before?.close()
    try {
      return await startPage(shell, client, root)
    } catch (error) {
      toast({
        text: 'The chat could not start. Reload it, please.',
        code: error instanceof Error ? error.message : 'internal',
      })
      return undefined
    }
  })
})
