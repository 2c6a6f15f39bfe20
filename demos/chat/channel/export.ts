/** Takes a channel's messages away as a file of lines. */
import { loading } from '../../shell/notice.ts'
import type { Talk } from '../desk.ts'
import { refused } from '../../shell/refused.ts'
import { save } from '../timeline/files.ts'

export const exportMessages = (talk: Talk): void => {
  loading(fetchAndSave(talk)).catch(refused('The messages could not be exported'))
}

const fetchAndSave = async (talk: Talk): Promise<void> => {
  const { desk, channel } = talk
  const room = channel.room
  const response = await fetch(`/v1/chat/${encodeURIComponent(room)}/messages.ndjson`, {
    headers: { authorization: `Bearer ${await desk.shell.identity.token()}` },
  })
  if (!response.ok) throw new Error(`the host said ${response.status}`)
  const url = URL.createObjectURL(await response.blob())
  save(url, `${room}.ndjson`)
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
